import type { BuiltInDefinition } from '../types.ts';
import { buttonComponents } from './button.ts';
import { choiceComponents } from './choices.ts';
import { formComponents } from './form.ts';
import { gaugeComponents } from './gauges.ts';
import { imageComponents } from './image.ts';
import { fieldComponents } from './input.ts';
import { navigatorComponents } from './navigator.ts';
import { pickerComponents } from './picker.ts';
import { pickerViewComponents } from './picker-view.ts';
import { refusedComponents } from './refused.ts';
import { richTextComponents } from './rich-text.ts';
import { scrollComponents } from './scroll-view.ts';
import { swiperComponents } from './swiper.ts';
import { viewComponents } from './view.ts';

export { builtInStyles } from './styles.ts';

/** Every component WeChat itself brings along. What is not offered is here too, and says so where it is used. */
export const builtInComponents: readonly BuiltInDefinition[] = [
  ...viewComponents,
  ...imageComponents,
  ...scrollComponents,
  ...swiperComponents,
  ...buttonComponents,
  ...fieldComponents,
  ...formComponents,
  ...choiceComponents,
  ...gaugeComponents,
  ...pickerComponents,
  ...pickerViewComponents,
  ...navigatorComponents,
  ...richTextComponents,
  ...refusedComponents,
];
