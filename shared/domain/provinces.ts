/** The 34 provinces by their full names, in the order of the standard (GB/T 2260). */
export const PROVINCES: readonly string[] = [
  ...['北京市', '天津市', '河北省', '山西省', '内蒙古自治区', '辽宁省', '吉林省', '黑龙江省', '上海市', '江苏省', '浙江省', '安徽省'],
  ...['福建省', '江西省', '山东省', '河南省', '湖北省', '湖南省', '广东省', '广西壮族自治区', '海南省', '重庆市', '四川省', '贵州省'],
  ...[
    '云南省',
    '西藏自治区',
    '陕西省',
    '甘肃省',
    '青海省',
    '宁夏回族自治区',
    '新疆维吾尔自治区',
    '台湾省',
    '香港特别行政区',
    '澳门特别行政区',
  ],
];

/** `自治区` and `省` are written or left out as people like; the first two characters tell every province apart. */
const SHORT = new Set(PROVINCES.map(short));

function short(name: string): string {
  return name.slice(0, 2);
}

/** Whether this names one of {@link PROVINCES}, in whatever way it is written. */
export function isProvince(name: string): boolean {
  return SHORT.has(short(name));
}

/** Whether both mean the same province. */
export function sameProvince(one: string, other: string): boolean {
  return short(one) === short(other);
}
