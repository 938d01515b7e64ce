import type { ThemeConfig } from 'ant-design-vue/es/config-provider/context';

/** The shop's visual language as Ant Design tokens; `styles/base.css` holds the same values for the console's own parts. */
export const THEME: ThemeConfig = {
  token: {
    colorPrimary: '#2f7d4f',
    colorLink: '#2f7d4f',
    colorLinkHover: '#266741',
    colorLinkActive: '#266741',
    colorInfo: '#2f7d4f',
    colorSuccess: '#2f7d4f',
    colorError: '#c94019',
    colorWarning: '#c98a1b',
    colorTextBase: '#1f2a24',
    colorTextSecondary: '#5f6b64',
    colorTextPlaceholder: '#9aa59f',
    colorBorder: '#dde3df',
    colorBorderSecondary: '#ebeeea',
    colorSplit: '#ebeeea',
    colorBgLayout: '#f6f7f4',
    controlItemBgActive: '#eaf4ee',
    controlItemBgActiveHover: '#e0eee5',
    borderRadius: 8,
    borderRadiusLG: 12,
    fontFamily: "'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', system-ui, sans-serif",
    fontSize: 14,
  },
  // A box of 16 pixels with the buttons' corners would look like a radio.
  components: { Checkbox: { borderRadiusSM: 4 } },
};
