import { addresses, chooseAddress } from '../../data/addresses.ts';
import { addressFaults, recogniseAddress, type AddressFaults, type AddressForm } from '../../models/address.ts';
import { confirm, dataOf, messageOf, once, praise, say, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';
import { call } from '../../utils/cloud.ts';
import { back } from '../../utils/go.ts';

const BLANK: AddressForm = { name: '', phone: '', province: '', city: '', district: '', detail: '', isDefault: false };

/** One address; with `?id=` an existing one, with `?choose=1` it is picked for the order once it is saved. */
Page({
  data: {
    phase: 'ready' as 'loading' | 'ready' | 'error',
    error: '',
    id: '',
    form: BLANK,
    faults: {} as AddressFaults,
    region: [] as string[],
    pasted: '',
  },
  choosing: false,

  onLoad(query) {
    this.choosing = query['choose'] === '1';
    const id = query['id'] ?? '';
    if (id === '') return;
    void wx.setNavigationBarTitle({ title: '编辑地址' });
    this.setData({ id, phase: 'loading' });
    void this.load(id);
  },

  async load(id: string) {
    try {
      const found = (await addresses()).find((address) => address._id === id);
      if (!found) {
        this.setData({ phase: 'error', error: '地址不存在或已删除' });
        return;
      }
      const { name, phone, province, city, district, detail, isDefault } = found;
      this.setData({
        phase: 'ready',
        form: { name, phone, province, city, district, detail, isDefault },
        region: [province, city, district],
      });
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  /** One field changed: what was said about it goes. */
  change(part: Partial<AddressForm>, field: keyof AddressFaults | null) {
    const faults: AddressFaults = { ...this.data.faults };
    if (field !== null) delete faults[field];
    this.setData({ form: { ...this.data.form, ...part }, faults });
  },

  type(event: DetailEvent<string>) {
    const field = dataOf(event, 'field');
    const text = String(event.detail);
    if (field === 'name') this.change({ name: text }, 'name');
    else if (field === 'phone') this.change({ phone: text.replace(/\s/g, '') }, 'phone');
    else if (field === 'detail') this.change({ detail: text }, 'detail');
  },

  pickRegion(event: WechatMiniprogram.CustomEvent<{ value: string[] }>) {
    const [province = '', city = '', district = ''] = event.detail.value;
    this.change({ province, city, district }, 'region');
    this.setData({ region: [province, city, district] });
  },

  toggleDefault(event: DetailEvent<boolean>) {
    this.change({ isDefault: event.detail }, null);
  },

  typePasted(event: WechatMiniprogram.TextareaInput) {
    this.setData({ pasted: event.detail.value });
  },

  recognise() {
    const found = recogniseAddress(this.data.pasted);
    if (found === null) {
      say('没认出地址，请包含手机号和省市区');
      return;
    }
    const form = { ...this.data.form, ...found };
    this.setData({ form, region: [form.province, form.city, form.district], pasted: '', faults: {} });
    const faults = addressFaults(form);
    if (Object.keys(faults).length > 0) this.setData({ faults });
    else praise('已识别');
  },

  save() {
    const { form, id } = this.data;
    const faults = addressFaults(form);
    this.setData({ faults });
    const first = faults.name ?? faults.phone ?? faults.region ?? faults.detail;
    if (first !== undefined) {
      say(first);
      return;
    }
    const address = {
      ...form,
      name: form.name.trim(),
      phone: form.phone.trim(),
      detail: form.detail.trim(),
      ...(id === '' ? {} : { _id: id }),
    };
    void once(
      'save-address',
      async () => {
        const saved = (await call('address', { action: 'save', address })).address;
        if (this.choosing && saved) chooseAddress(saved._id);
        back();
      },
      '正在保存',
    );
  },

  async remove() {
    const { id } = this.data;
    if (!(await confirm('删除这个地址？', '已下的订单不受影响', '删除', true))) return;
    await once('remove-address', async () => {
      await call('address', { action: 'remove', addressId: id });
      back();
    });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load(this.data.id);
  },
});
