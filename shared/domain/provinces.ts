/** `自治区` and `省` are written or left out as people like; the first two characters tell every province apart. */
const PROVINCES = new Set(
  '北京 天津 河北 山西 内蒙 辽宁 吉林 黑龙 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门'.split(
    ' ',
  ),
);

/** Whether this names one of the 34 provinces, in whatever way it is written. */
export function isProvince(name: string): boolean {
  return PROVINCES.has(name.slice(0, 2));
}

/** Whether both mean the same province. */
export function sameProvince(one: string, other: string): boolean {
  return one.slice(0, 2) === other.slice(0, 2);
}
