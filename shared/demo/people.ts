import type { AddressDocument, MemberDocument } from '../database/documents.ts';
import { DAY_MS } from '../domain/time.ts';

type Place = readonly [province: string, city: string, district: string, detail: string];

interface Person {
  readonly openid: string;
  readonly name: string;
  readonly gender: 1 | 2;
  /** Fen. */
  readonly balance: number;
  readonly points: number;
  readonly growth: number;
  readonly joinedDaysAgo: number;
  readonly seenHoursAgo: number;
  /** The first one is the default. */
  readonly places: readonly Place[];
}

function person(
  number: number,
  name: string,
  gender: 1 | 2,
  [balance, points, growth]: readonly [number, number, number],
  [joinedDaysAgo, seenHoursAgo]: readonly [number, number],
  ...places: readonly Place[]
): Person {
  return {
    openid: `o-demo-customer-${String(number).padStart(2, '0')}`,
    name,
    gender,
    balance,
    points,
    growth,
    joinedDaysAgo,
    seenHoursAgo,
    places,
  };
}

const PEOPLE: readonly Person[] = [
  person(
    1,
    '林小满',
    2,
    [50_000, 1280, 2460],
    [320, 2],
    ['浙江省', '杭州市', '西湖区', '文三路 478 号华星时代 3 幢 1202 室'],
    ['浙江省', '绍兴市', '越城区', '胜利东路 36 号香榭园 7 幢 501 室'],
  ),
  person(2, '陈予安', 1, [20_000, 460, 980], [210, 5], ['上海市', '上海市', '徐汇区', '漕溪北路 88 号圣爱广场 1 号楼 906 室']),
  person(3, '赵青禾', 2, [0, 0, 0], [6, 20], ['新疆维吾尔自治区', '乌鲁木齐市', '天山区', '新华北路 165 号广汇中天广场 12 楼']),
  person(4, '沈嘉木', 1, [8_800, 320, 640], [180, 9], ['江苏省', '苏州市', '姑苏区', '平江路 112 号 2 幢 301 室']),
  person(5, '周若棠', 2, [0, 215, 430], [165, 30], ['广东省', '广州市', '天河区', '体育东路 39 号 B 座 2003 室']),
  person(6, '顾南星', 2, [12_600, 890, 1760], [290, 12], ['北京市', '北京市', '朝阳区', '建国路 93 号院万达广场 8 号楼 1105 室']),
  person(7, '唐一鸣', 1, [0, 60, 120], [48, 55], ['四川省', '成都市', '武侯区', '人民南路四段 27 号 6 单元 802 室']),
  person(8, '许知夏', 2, [3_000, 148, 300], [96, 16], ['湖北省', '武汉市', '洪山区', '珞喻路 312 号 4 栋 1 单元 603 室']),
  person(9, '何景行', 1, [0, 0, 40], [22, 70], ['陕西省', '西安市', '雁塔区', '小寨东路 8 号长安国际 2 号楼 1504 室']),
  person(10, '梁书宁', 2, [25_000, 1060, 2120], [305, 3], ['福建省', '厦门市', '思明区', '湖滨南路 57 号 901 室']),
  person(11, '方柏舟', 1, [0, 96, 190], [74, 44], ['山东省', '青岛市', '市南区', '香港中路 61 号甲 1707 室']),
  person(12, '苏念慈', 2, [6_600, 275, 550], [133, 8], ['浙江省', '宁波市', '鄞州区', '中兴路 658 号 3 幢 702 室']),
  person(13, '江屿', 1, [0, 33, 66], [35, 100], ['湖南省', '长沙市', '岳麓区', '枫林一路 246 号 5 栋 1403 室']),
  person(14, '叶清欢', 2, [15_000, 540, 1080], [240, 7], ['安徽省', '合肥市', '蜀山区', '长江西路 189 号 11 幢 404 室']),
  person(15, '程万里', 1, [0, 12, 24], [18, 130], ['河南省', '郑州市', '金水区', '花园路 84 号 2 号楼 1806 室']),
  person(16, '白予初', 2, [4_200, 198, 400], [110, 26], ['天津市', '天津市', '和平区', '南京路 189 号 9 门 502 室']),
  person(17, '罗一苇', 1, [0, 0, 0], [9, 160], ['重庆市', '重庆市', '渝中区', '中山三路 131 号 22 层']),
  person(18, '宋织云', 2, [9_900, 405, 810], [198, 18], ['江苏省', '南京市', '鼓楼区', '汉口路 22 号 6 幢 203 室']),
  person(19, '钱若谷', 1, [0, 77, 150], [61, 38], ['辽宁省', '大连市', '中山区', '人民路 26 号 1210 室']),
  person(20, '韩知微', 2, [2_000, 130, 260], [88, 22], ['云南省', '昆明市', '五华区', '翠湖北路 15 号 4 单元 301 室']),
  person(21, '袁长风', 1, [0, 46, 90], [40, 84], ['河北省', '石家庄市', '长安区', '中山东路 303 号 17 楼']),
  person(22, '陆晚晴', 2, [30_000, 1520, 3040], [340, 4], ['广东省', '深圳市', '南山区', '科技园南区 6 栋 1901 室']),
  person(23, '邵以南', 1, [0, 0, 0], [3, 60], ['黑龙江省', '哈尔滨市', '南岗区', '西大直街 92 号 3 单元 1002 室']),
  person(24, '魏青山', 1, [1_500, 105, 210], [120, 29], ['山西省', '太原市', '小店区', '长风街 116 号 8 幢 1503 室']),
];

const LEVEL_GROWTH = [0, 200, 500, 1000, 2000];

function level(growth: number): number {
  return LEVEL_GROWTH.filter((needed) => growth >= needed).length;
}

function phone(index: number): string {
  return `1380000${String(1001 + index * 37)}`;
}

function ago(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** Customers: a member's `_id` is his openid. */
export function members(now: Date): MemberDocument[] {
  return PEOPLE.map((each, index) => ({
    _id: each.openid,
    _openid: each.openid,
    openId: each.openid,
    nickName: each.name,
    avatarUrl: `/assets/avatars/${(index % 4) + 1}.svg`,
    gender: each.gender,
    city: each.places[0]?.[1] ?? '',
    phone: phone(index),
    level: level(each.growth),
    growth: each.growth,
    points: each.points,
    balance: each.balance,
    status: 'active',
    createTime: ago(now, each.joinedDaysAgo),
    lastLoginTime: ago(now, each.seenHoursAgo / 24),
  }));
}

/** Where they live; exactly one default each. */
export function addresses(now: Date): AddressDocument[] {
  return PEOPLE.flatMap((each, index) =>
    each.places.map(([province, city, district, detail], place): AddressDocument => {
      const at = ago(now, Math.max(1, Math.floor(each.joinedDaysAgo / (place + 2))));
      return {
        _id: `a-demo-${String(index + 1).padStart(2, '0')}-${place + 1}`,
        _openid: each.openid,
        userId: each.openid,
        name: each.name,
        phone: phone(index),
        province,
        city,
        district,
        detail,
        isDefault: place === 0,
        createTime: at,
        updateTime: at,
      };
    }),
  );
}
