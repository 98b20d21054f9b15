import { configure } from '@testing-library/vue';

// A busy machine draws a long list in more than the second that is waited by default.
configure({ asyncUtilTimeout: 5_000 });
