/**
 * Every business refusal by name: its status and what a person reads. A refusal never throws; it is an answer.
 * Statuses follow HTTP: 401 who are you, 403 not yours, 404 not there, 409 not in this state, 422 not like this, 429 not so often.
 */
export const REASONS = {
  INPUT_INVALID: { status: 400, message: '提交的内容有误，请检查后重试' },
  NOT_SIGNED_IN: { status: 401, message: '请先登录' },
  SESSION_EXPIRED: { status: 401, message: '登录已过期，请重新登录' },
  LOGIN_WRONG: { status: 401, message: '用户名或密码不正确' },
  LOGIN_LOCKED: { status: 429, message: '密码连续输错次数过多，请稍后再试' },
  ACCOUNT_DISABLED: { status: 403, message: '该账号已停用，请联系管理员' },
  MEMBER_BLOCKED: { status: 403, message: '账号暂时无法下单，请联系客服' },
  PERMISSION_DENIED: { status: 403, message: '没有这项操作的权限' },
  PRODUCT_NOT_FOUND: { status: 404, message: '商品不存在或已下架' },
  SKU_NOT_FOUND: { status: 404, message: '所选规格不存在，请重新选择' },
  ADDRESS_NOT_FOUND: { status: 404, message: '收货地址不存在，请重新选择' },
  ORDER_NOT_FOUND: { status: 404, message: '订单不存在' },
  PAYMENT_NOT_FOUND: { status: 404, message: '支付单不存在' },
  CART_ITEM_NOT_FOUND: { status: 404, message: '购物车里没有这件商品' },
  STOCK_NOT_FOUND: { status: 404, message: '库存商品不存在' },
  CART_EMPTY: { status: 422, message: '请先选择要结算的商品' },
  CART_FULL: { status: 422, message: '购物车已满，请先清理一些商品' },
  ADDRESS_LIMIT: { status: 422, message: '收货地址最多保存 20 个' },
  AREA_NOT_SERVED: { status: 422, message: '该地区暂不支持配送，请更换收货地址' },
  QUANTITY_LIMIT: { status: 422, message: '超出单次可购买的数量' },
  COUPON_UNAVAILABLE: { status: 422, message: '优惠券不可用' },
  POINTS_INSUFFICIENT: { status: 409, message: '积分不足' },
  STOCK_INSUFFICIENT: { status: 409, message: '库存不足，请减少数量或选择其他规格' },
  ORDER_STATE: { status: 409, message: '订单状态已变化，请刷新后重试' },
  ORDER_EXPIRED: { status: 409, message: '订单已超时，请重新下单' },
  ORDER_IN_PROGRESS: { status: 409, message: '订单正在提交，请稍候' },
  ORDER_PAID: { status: 409, message: '订单已支付，无需重复支付' },
  BALANCE_INSUFFICIENT: { status: 409, message: '余额不足，请更换支付方式' },
  PAYMENT_UNAVAILABLE: { status: 500, message: '支付暂时不可用，请稍后重试' },
  RATE_LIMITED: { status: 429, message: '操作太频繁，请稍后再试' },
  PRODUCTION_PROTECTED: { status: 403, message: '生产环境不允许执行该操作' },
  INTERNAL: { status: 500, message: '系统开小差了，请稍后重试' },
} as const satisfies Record<string, { status: number; message: string }>;

export type Reason = keyof typeof REASONS;
