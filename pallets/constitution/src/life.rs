//! The life of articles: enacted, renewed, paused, repealed, expired.

use crate::{
    Articles, Config, CurrentParameters, Due, Error, Event, Parameters, Shelved, agenda,
    article::{Article, ArticleNumber, ArticleStatus},
    pallet::Pallet,
};
use cybersyn_primitives::{Hash, Millis};
use frame_support::{dispatch::DispatchResult, ensure, traits::Time};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_enact_article(number: ArticleNumber, content: Hash) -> DispatchResult {
        let now = T::Time::now();
        ensure!(Shelved::<T>::get(content).is_none_or(|until| until <= now), Error::<T>::NotReintroducible);
        match Articles::<T>::get(number).map(|article| article.status) {
            None | Some(ArticleStatus::Repealed { .. }) => {}
            Some(ArticleStatus::Archived { until }) => ensure!(until <= now, Error::<T>::NotReintroducible),
            Some(_) => return Err(Error::<T>::AlreadyExists.into()),
        }
        let parameters = CurrentParameters::<T>::get();
        let article = Article::new(number, content, now, &parameters);
        Shelved::<T>::remove(content);
        Self::keep(number, &article, &parameters);
        Self::deposit_event(Event::ArticleEnacted { number, content, expires: article.expires });
        Ok(())
    }

    pub(crate) fn do_renew_article(number: ArticleNumber, content: Hash) -> DispatchResult {
        let (mut article, now) = Self::living(number, content)?;
        let parameters = CurrentParameters::<T>::get();
        let expires = article.expires.ok_or(Error::<T>::NeverExpires)?;
        ensure!(expires.saturating_sub(parameters.notice) <= now, Error::<T>::TooEarly);
        article.renewals = article.renewals.saturating_add(1);
        article.expires = parameters.expiry(number, article.renewals, now);
        article.noticed = false;
        Self::keep(number, &article, &parameters);
        let (renewals, expires) = (article.renewals, article.expires);
        Self::deposit_event(Event::ArticleRenewed { number, renewals, expires });
        Ok(())
    }

    pub(crate) fn do_repeal_article(number: ArticleNumber, content: Hash, core: bool) -> DispatchResult {
        let (mut article, at) = Self::repealable(number, content, core, &CurrentParameters::<T>::get())?;
        article.status = ArticleStatus::Repealed { at };
        Articles::<T>::insert(number, article);
        Self::deposit_event(Event::ArticleRepealed { number });
        Ok(())
    }

    pub(crate) fn do_pause_article(number: ArticleNumber, content: Hash, until: Millis) -> DispatchResult {
        let (mut article, now) = Self::living(number, content)?;
        let parameters = CurrentParameters::<T>::get();
        ensure!(until > now, Error::<T>::TooLate);
        ensure!(until <= now.saturating_add(parameters.pause_max), Error::<T>::PauseTooLong);
        article.status = ArticleStatus::Paused { until };
        Self::keep(number, &article, &parameters);
        Self::deposit_event(Event::ArticlePaused { number, until });
        Ok(())
    }

    /// The article of that text, in force or paused, and the present time.
    pub(crate) fn living(number: ArticleNumber, content: Hash) -> Result<(Article, Millis), Error<T>> {
        let now = T::Time::now();
        let article = Articles::<T>::get(number).ok_or(Error::<T>::NotFound)?;
        ensure!(article.is_alive(now), Error::<T>::NotInForce);
        ensure!(article.content == content, Error::<T>::Diverges);
        Ok((article, now))
    }

    /// The same, if a vote that took what the `core` takes, or did not, suffices to repeal it.
    pub(crate) fn repealable(
        number: ArticleNumber,
        content: Hash,
        core: bool,
        parameters: &Parameters,
    ) -> Result<(Article, Millis), Error<T>> {
        let living = Self::living(number, content)?;
        ensure!(core || !living.0.is_core(parameters), Error::<T>::CoreArticle);
        Ok(living)
    }

    /// Stores an article and notes when to look at it next.
    pub(crate) fn keep(number: ArticleNumber, article: &Article, parameters: &Parameters) {
        let now = T::Time::now();
        for time in dates(article, parameters).into_iter().flatten().filter(|time| *time > now) {
            Due::<T>::insert(agenda::day_after(time), number, ());
        }
        Self::start_agenda();
        Articles::<T>::insert(number, article);
    }

    /// Does with the article what is due by now; whether anything was.
    pub(crate) fn look_at(number: ArticleNumber) -> bool {
        let Some(mut article) = Articles::<T>::get(number) else { return false };
        let (now, parameters) = (T::Time::now(), CurrentParameters::<T>::get());
        let before = article;
        if let ArticleStatus::Paused { until } = article.status
            && until <= now
        {
            article.status = ArticleStatus::InForce;
            Self::deposit_event(Event::ArticleResumed { number });
        }
        if matches!(article.status, ArticleStatus::InForce | ArticleStatus::Paused { .. })
            && let Some(expires) = article.expires
        {
            Self::age(number, &mut article, expires, now, &parameters);
        }
        if article != before {
            Articles::<T>::insert(number, article);
        }
        article != before
    }

    fn age(number: ArticleNumber, article: &mut Article, expires: Millis, now: Millis, parameters: &Parameters) {
        if expires <= now {
            // Counted from the expiry, not from the block that noticed it.
            let until = expires.saturating_add(parameters.archive);
            article.status = ArticleStatus::Archived { until };
            Shelved::<T>::insert(article.content, until);
            Self::deposit_event(Event::ArticleExpired { number, until });
        } else if !article.noticed && expires.saturating_sub(parameters.notice) <= now {
            article.noticed = true;
            Self::deposit_event(Event::ArticleExpiring { number, expires });
        }
    }
}

/// When something will be due on an article: notice, expiry, end of a pause.
fn dates(article: &Article, parameters: &Parameters) -> [Option<Millis>; 3] {
    let notice = article.expires.map(|expires| expires.saturating_sub(parameters.notice));
    let resume = match article.status {
        ArticleStatus::Paused { until } => Some(until),
        _ => None,
    };
    [notice, article.expires, resume]
}
