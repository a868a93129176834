"use strict";
/* The order of search results that only mention a word: guides and examples, then the pages of
   classes, then what the project says of itself. Sphinx sorts equal scores by title. */
var Scorer = {
  score: ([page, , , , score]) => {
    if (/^(design\/|changelog|adding_a_sampler)/.test(page)) return score - 3;
    if (score >= Scorer.title) return score;
    if (/^(guide|auto_examples)\/|^(getting_started|install|migration)$/.test(page)) return score + 3;
    return score;
  },

  // All below are Sphinx's own.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
