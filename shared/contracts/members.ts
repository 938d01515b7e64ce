import * as z from 'zod';
import { pictureOwner } from '../domain/pictures.ts';
import { contract, id, pieces, shortText } from './contract.ts';
import { shippingAddress } from './customers.ts';

const memberView = z.looseObject({
  _id: z.string(),
  openId: z.string(),
  nickName: z.string(),
  avatarUrl: z.string(),
  points: z.number(),
  balance: z.number(),
  level: z.number(),
});

/** Signs the WeChat user in: makes his member document the first time. Nickname and avatar as WeChat's form components give them. */
export const login = contract(
  'login',
  z.strictObject({
    nickName: shortText(32).optional(),
    avatarUrl: z
      .string()
      .max(300)
      .refine((address) => /^\/assets\/avatars\/[\w-]+\.svg$/.test(address) || pictureOwner(address) !== null)
      .optional(),
    phoneCode: z.string().min(8).max(128).optional(),
  }),
  z.object({ user: memberView }),
);

const addressFields = { ...shippingAddress.shape, isDefault: z.boolean().optional() };

const addressView = z.looseObject({ _id: z.string(), ...addressFields });

export const address = contract(
  'address',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('save'), address: z.strictObject({ _id: id.optional(), ...addressFields }) }),
    z.strictObject({ action: z.literal('list') }),
    z.strictObject({ action: z.literal('remove'), addressId: id }),
  ]),
  z.object({ address: addressView.optional(), list: z.array(addressView).optional() }),
);

const cartItemView = z.looseObject({
  _id: z.string(),
  productId: z.string(),
  skuId: z.string(),
  quantity: z.number(),
  selected: z.boolean(),
});

export const cart = contract(
  'cart',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('add'), productId: id, skuId: id.optional(), quantity: pieces }),
    z.strictObject({ action: z.literal('update'), skuId: id, quantity: pieces }),
    z.strictObject({ action: z.literal('remove'), skuIds: z.array(id).min(1).max(100) }),
    z.strictObject({ action: z.literal('select'), skuIds: z.array(id).min(1).max(100).optional(), selected: z.boolean() }),
    z.strictObject({ action: z.literal('list') }),
  ]),
  z.object({ items: z.array(cartItemView) }),
);
