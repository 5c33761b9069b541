//! The founding constitution. The chain has no time yet: articles begin to live with the first block, see
//! [`crate::agenda`].

use crate::{Article, Articles, Config, CurrentParameters, FOUNDING_MAX, GenesisConfig, Parameters};

/// Stores parameters and articles; stops the genesis where they make no sense.
pub(crate) fn build<T: Config>(config: &GenesisConfig<T>) {
    let parameters = parameters(config);
    assert!(parameters.check().is_ok(), "constitution: the windows of the genesis leave no time to decide");
    assert!(config.articles.len() <= FOUNDING_MAX as usize, "constitution: more than {FOUNDING_MAX} articles");
    for (number, content) in &config.articles {
        assert!(!Articles::<T>::contains_key(number), "constitution: article {number} is listed twice");
        Articles::<T>::insert(number, Article::founding(*number, *content, &parameters));
    }
    CurrentParameters::<T>::put(parameters);
}

/// The defaults, with the windows that the genesis names.
fn parameters<T: Config>(config: &GenesisConfig<T>) -> Parameters {
    let mut parameters = Parameters::default();
    for rule in &mut parameters.classes {
        rule.discussion.min = config.discussion_min_millis.unwrap_or(rule.discussion.min);
        rule.voting.min = config.voting_min_millis.unwrap_or(rule.voting.min);
        rule.grace = config.grace_millis.unwrap_or(rule.grace);
    }
    parameters
}
