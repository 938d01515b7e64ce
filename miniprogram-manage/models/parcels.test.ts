import { describe, expect, it } from 'vitest';
import { carrierOf, carriersFor, cleanNumber, isParcelNumber, parcelFaults, withCarrier } from './parcels.ts';

describe('parcel numbers', () => {
  it('are read as carriers print them', () => {
    expect(cleanNumber(' sf12 3456 7890\n')).toBe('SF1234567890');
  });

  it('tell the carrier where its letters are its own', () => {
    expect(['SF1234567890', 'YT8888888888888', 'JDVA00012345', '75312345678901'].map(carrierOf)).toEqual([
      'shunfeng',
      'yuantong',
      'jd',
      null,
    ]);
  });

  it('are not what a QR code with a link holds', () => {
    expect(isParcelNumber('https://example.com/a?b=1')).toBe(false);
  });

  it('may go when every parcel has a carrier and a number of its own', () => {
    const good = [
      { key: 1, company: 'shunfeng', number: 'SF1234567890' },
      { key: 2, company: 'shunfeng', number: 'SF1234567891' },
    ];
    expect(parcelFaults(good)).toEqual({});
  });

  it('are faulted one by one', () => {
    const faults = parcelFaults([
      { key: 1, company: '', number: 'SF1234567890' },
      { key: 2, company: 'jd', number: '' },
      { key: 3, company: 'jd', number: '12345' },
      { key: 4, company: 'jd', number: 'SF1234567890' },
    ]);
    expect(faults).toEqual({
      1: '请选择快递公司',
      2: '请填写或扫描快递单号',
      3: '单号应为 6–32 位字母和数字',
      4: '与前面的单号重复了',
    });
  });

  it('are numbered after their order where no carrier takes them, and lose that number with it', () => {
    const fetched = withCarrier({ key: 1, company: 'jd', number: '' }, 'ziti', '202611210011', 2);
    expect(fetched).toEqual({ key: 1, company: 'ziti', number: '202611210011-2' });
    expect(parcelFaults([fetched])).toEqual({});
    expect(withCarrier(fetched, 'jd', '202611210011', 2).number).toBe('');
    expect(withCarrier({ ...fetched, number: 'JD1234567890' }, 'jd', '202611210011', 2).number).toBe('JD1234567890');
  });

  it('offer the carrier used last first, and each once', () => {
    const codes = carriersFor('yunda').map((carrier) => carrier.code);
    expect(codes[0]).toBe('yunda');
    expect(new Set(codes).size).toBe(codes.length);
  });
});
