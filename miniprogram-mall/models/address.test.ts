import { expect, test } from 'vitest';
import { spacedPhone } from '@shop/shared/domain/phone.ts';
import { addressFaults, recogniseAddress, wholeAddress } from './address.ts';

const form = {
  name: '林小满',
  phone: '13800138000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路 478 号',
  isDefault: false,
};

test('a good form has no faults, a bad one says what to do', () => {
  expect(addressFaults(form)).toEqual({});
  expect(addressFaults({ ...form, name: ' ', phone: '1380013800', province: '', detail: '三' })).toEqual({
    name: '请填写收货人',
    phone: '请填写 11 位手机号',
    region: '请选择所在地区',
    detail: '请写明街道、楼栋和门牌号',
  });
});

test('a municipality is not said twice', () => {
  expect(wholeAddress({ ...form, province: '上海市', city: '上海市', district: '徐汇区', detail: '漕溪北路' })).toBe(
    '上海市徐汇区漕溪北路',
  );
  expect(spacedPhone('13800138000')).toBe('138 0013 8000');
});

test.each([
  [
    '林小满 13800138000 浙江省杭州市西湖区文三路478号',
    { name: '林小满', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路478号' },
  ],
  [
    '收货人：陈予安，电话：138-0013-8000，地址：上海市上海市徐汇区漕溪北路 88 号',
    { name: '陈予安', phone: '13800138000', province: '上海市', city: '上海市', district: '徐汇区', detail: '漕溪北路 88 号' },
  ],
  [
    '赵青禾\n+86 13800138000\n新疆维吾尔自治区 乌鲁木齐市 天山区 新华北路165号',
    { name: '赵青禾', phone: '13800138000', province: '新疆维吾尔自治区', city: '乌鲁木齐市', district: '天山区', detail: '新华北路165号' },
  ],
  [
    '北京朝阳区建国路93号 13800138000 顾南星',
    { name: '顾南星', phone: '13800138000', province: '北京市', city: '北京市', district: '朝阳区', detail: '建国路93号' },
  ],
  [
    '李雷，13900139000，香港特别行政区中西区皇后大道中 1 号',
    {
      name: '李雷',
      phone: '13900139000',
      province: '香港特别行政区',
      city: '香港特别行政区',
      district: '中西区',
      detail: '皇后大道中 1 号',
    },
  ],
])('reads %s', (text, expected) => {
  expect(recogniseAddress(text)).toEqual(expected);
});

test('text without a phone number or a place is nothing', () => {
  expect(recogniseAddress('今天天气不错')).toBeNull();
});
