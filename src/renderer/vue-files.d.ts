/** For tools that read TypeScript without Vue's compiler, such as the linter; vue-tsc takes the components' own types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
