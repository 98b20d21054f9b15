/** For tools that read TypeScript without Vue's compiler, such as the linter. vue-tsc uses the components' real types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
