/** The components that templates use without importing them; the build resolves the same names (vite.config.ts). */
export {};

declare module 'vue' {
  export interface GlobalComponents {
    AApp: (typeof import('ant-design-vue/es'))['App'];
    AButton: (typeof import('ant-design-vue/es'))['Button'];
    ACheckbox: (typeof import('ant-design-vue/es'))['Checkbox'];
    AConfigProvider: (typeof import('ant-design-vue/es'))['ConfigProvider'];
    ADrawer: (typeof import('ant-design-vue/es'))['Drawer'];
    AInput: (typeof import('ant-design-vue/es'))['Input'];
    AInputPassword: (typeof import('ant-design-vue/es'))['InputPassword'];
    AModal: (typeof import('ant-design-vue/es'))['Modal'];
    ASegmented: (typeof import('ant-design-vue/es'))['Segmented'];
    ASelect: (typeof import('ant-design-vue/es'))['Select'];
    ASwitch: (typeof import('ant-design-vue/es'))['Switch'];
    ATextarea: (typeof import('ant-design-vue/es'))['Textarea'];
    RouterLink: (typeof import('vue-router'))['RouterLink'];
    RouterView: (typeof import('vue-router'))['RouterView'];
  }
}
