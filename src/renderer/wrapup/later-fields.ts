/** The fields of the form that few calls need. Loaded together, so that they share what they import with the rest of it. */
export { default as OtherCampaigns } from './OtherCampaigns.vue';
export { default as OutcomeQuestions } from './OutcomeQuestions.vue';
