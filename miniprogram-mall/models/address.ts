import { MOBILE_NUMBER, spacedPhone } from '@shop/shared/domain/phone.ts';
import type { AddressDocument } from '@shop/shared/database/documents.ts';

export type AddressForm = Pick<AddressDocument, 'name' | 'phone' | 'province' | 'city' | 'district' | 'detail' | 'isDefault'>;

export interface AddressView {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly where: string;
  readonly isDefault: boolean;
}

/** `浙江省杭州市西湖区…`; a municipality is not said twice. */
export function wholeAddress(address: Pick<AddressDocument, 'province' | 'city' | 'district' | 'detail'>): string {
  const { province, city, district, detail } = address;
  return `${province}${city === province ? '' : city}${district}${detail}`;
}

export function addressView(address: AddressDocument): AddressView {
  return {
    id: address._id,
    name: address.name,
    phone: spacedPhone(address.phone),
    where: wholeAddress(address),
    isDefault: address.isDefault,
  };
}

export type AddressFaults = Partial<Record<'name' | 'phone' | 'region' | 'detail', string>>;

/** What is wrong with a form, by field; empty when it can be saved. The function checks the same. */
export function addressFaults(form: AddressForm): AddressFaults {
  const faults: AddressFaults = {};
  const name = form.name.trim();
  const detail = form.detail.trim();
  if (name === '') faults.name = '请填写收货人';
  else if (name.length > 20) faults.name = '收货人最多 20 个字';
  if (!MOBILE_NUMBER.test(form.phone.trim())) faults.phone = form.phone.trim() === '' ? '请填写手机号' : '请填写 11 位手机号';
  if (form.province === '' || form.city === '') faults.region = '请选择所在地区';
  if (detail.length < 4) faults.detail = detail === '' ? '请填写详细地址' : '请写明街道、楼栋和门牌号';
  else if (detail.length > 100) faults.detail = '详细地址最多 100 个字';
  return faults;
}

const PROVINCE = '[\\u4e00-\\u9fa5]{2,8}?(?:省|自治区|特别行政区)|北京市?|天津市?|上海市?|重庆市?';
const CITY = '[\\u4e00-\\u9fa5]{2,10}?(?:市|自治州|地区|盟)';
const DISTRICT = '[\\u4e00-\\u9fa5]{1,12}?(?:区|县|市|旗)';
const PLACE = new RegExp(`(${PROVINCE})(${CITY})?(${DISTRICT})?(.*)$`);

/**
 * Reads `林小满 13800138000 浙江省杭州市西湖区文三路 478 号` in any order and with any separators.
 * Answers what it is sure of; null when there is neither a phone number nor a place.
 */
export function recogniseAddress(text: string): Partial<AddressForm> | null {
  const compact = text.replace(/(?:收货人|收件人|姓名|联系电话|手机号码?|电话|所在地区|详细地址|收货地址|地址)\s*[:：]/g, ' ');
  const phone = /(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)/.exec(compact);
  const rest = (phone ? compact.replace(phone[0], ' ') : compact).replace(/[\s,，;；、]+/g, ' ').trim();
  const words = rest.split(' ').filter((word) => word !== '');
  const at = words.findIndex((word) => PLACE.test(word));
  const name =
    words.find((word, index) => index < (at === -1 ? words.length : at) && /^[\u4e00-\u9fa5A-Za-z·]{2,15}$/.test(word)) ??
    words.slice(at + 1).find((word, index, tail) => index === tail.length - 1 && /^[\u4e00-\u9fa5]{2,4}$/.test(word));
  const placeText =
    at === -1
      ? ''
      : words
          .slice(at)
          .filter((word) => word !== name)
          .join(' ');
  const place = PLACE.exec(placeText.replace(/^((?:\S+(?:省|市|区|县|旗|州|盟)) )+/, (parts) => parts.replace(/ /g, '')));
  if (!phone && !place) return null;
  const found: Partial<AddressForm> = {};
  if (name !== undefined) found.name = name;
  if (phone?.[1] !== undefined) found.phone = phone[1].replace(/\D/g, '');
  if (place) {
    const province = place[1] ?? '';
    const municipality = /^(北京|天津|上海|重庆)/.exec(province)?.[1];
    found.province = municipality ? `${municipality}市` : province;
    // A municipality and a special region are cities of themselves.
    found.city = municipality ? `${municipality}市` : province.endsWith('特别行政区') ? province : (place[2] ?? '');
    found.district = place[3] ?? '';
    found.detail = (place[4] ?? '').trim();
  }
  return found;
}
