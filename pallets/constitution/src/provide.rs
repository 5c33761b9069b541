//! What other pallets ask about articles.

use crate::{Articles as Stored, Config, article::ArticleStatus, pallet::Pallet};
use cybersyn_primitives::{Hash, traits::Articles};
use frame_support::traits::Time;

impl<T: Config> Articles for Pallet<T> {
    /// A pause that is over binds no less for not having been looked at.
    fn in_force(number: u32) -> Option<Hash> {
        let now = T::Time::now();
        let article = Stored::<T>::get(number).filter(|article| article.is_alive(now))?;
        let paused = matches!(article.status, ArticleStatus::Paused { until } if now < until);
        (!paused).then_some(article.content)
    }
}
