//! What a transaction looks like, and how the runtime makes one of its own.

use crate::{Address, Runtime, RuntimeCall, Signature};
use sp_runtime::generic;

/// What every transaction carries besides its call. Stock wallets know all of it.
pub type TxExtension = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    Payment,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

/// Who pays for a transaction: nobody for a person's own governance calls, within the quota; else its sender.
pub type Payment = pallet_quota::CitizenQuota<Runtime, pallet_transaction_payment::ChargeTransactionPayment<Runtime>>;

/// A transaction as it comes in.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What the signer of a transaction signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
    RuntimeCall: From<C>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
    RuntimeCall: From<C>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_bare(call)
    }
}

impl<C> frame_system::offchain::CreateTransaction<C> for Runtime
where
    RuntimeCall: From<C>,
{
    type Extension = TxExtension;

    fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_transaction(call, extension)
    }
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Runtime
where
    RuntimeCall: From<C>,
{
    /// Nobody signs an authorized call: nonce and era mean nothing to it, and it pays nothing.
    fn create_extension() -> TxExtension {
        (
            frame_system::AuthorizeCall::new(),
            frame_system::CheckNonZeroSender::new(),
            frame_system::CheckSpecVersion::new(),
            frame_system::CheckTxVersion::new(),
            frame_system::CheckGenesis::new(),
            frame_system::CheckEra::from(generic::Era::Immortal),
            frame_system::CheckNonce::from(0),
            frame_system::CheckWeight::new(),
            pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
            frame_metadata_hash_extension::CheckMetadataHash::new(false),
            frame_system::WeightReclaim::new(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::{Decode, Encode};
    use frame_system::offchain::CreateAuthorizedTransaction;
    use sp_runtime::traits::TransactionExtension;

    /// What stock wallets look for. A change here is a change of `transaction_version`.
    #[test]
    fn wallets_see_stock_extensions_only() {
        let identifiers: Vec<_> = TxExtension::metadata().into_iter().map(|extension| extension.identifier).collect();
        let expected = [
            "AuthorizeCall",
            "CheckNonZeroSender",
            "CheckSpecVersion",
            "CheckTxVersion",
            "CheckGenesis",
            "CheckMortality",
            "CheckNonce",
            "CheckWeight",
            "ChargeTransactionPayment",
            "CheckMetadataHash",
            "WeightReclaim",
        ];
        assert_eq!(identifiers, expected);
    }

    #[test]
    fn an_authorized_transaction_survives_the_wire() {
        let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![7; 3] });
        let transaction = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(call);
        let decoded = UncheckedExtrinsic::decode(&mut &transaction.encode()[..]).unwrap();
        assert_eq!(decoded, transaction);
        assert!(matches!(decoded.preamble, generic::Preamble::General(_)));
    }
}
