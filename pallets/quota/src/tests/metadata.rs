use super::mock::*;
use crate::CitizenQuota;
use codec::{Decode, Encode};
use scale_info::{MetaType, meta_type};
use sp_runtime::traits::TransactionExtension;

type Wrapped = CitizenQuota<Test, Payment>;

#[test]
fn wallets_see_the_wrapped_extension() {
    let metadata = <Wrapped as TransactionExtension<RuntimeCall>>::metadata();
    assert_eq!(metadata.len(), 1);
    assert_eq!(metadata[0].identifier, "ChargeTransactionPayment");
    assert_eq!(<Wrapped as TransactionExtension<RuntimeCall>>::IDENTIFIER, "ChargeTransactionPayment");
    assert_eq!(metadata[0].ty, meta_type::<Payment>());
    assert_eq!(metadata[0].implicit, meta_type::<()>());
    assert_eq!(meta_type::<Wrapped>().type_info(), MetaType::new::<Payment>().type_info());
}

#[test]
fn the_bytes_are_those_of_the_wrapped_extension() {
    let bytes = Payment::from(300).encode();
    assert_eq!(Wrapped::from(Payment::from(300)).encode(), bytes);
    assert_eq!(Wrapped::decode(&mut bytes.as_slice()), Ok(Wrapped::from(Payment::from(300))));
}

#[test]
fn weight_that_the_wrapped_extension_did_not_use_is_given_back() {
    run(|| {
        use frame_support::dispatch::GetDispatchInfo;
        use sp_runtime::traits::DispatchTransaction;
        let (call, extension) = (remark(1), Wrapped::from(Payment::from(0)));
        let mut info = call.get_dispatch_info();
        info.extension_weight = extension.weight(&call);
        let done = extension.dispatch_transaction(RuntimeOrigin::signed(1), call.clone(), &info, LEN, 0);
        let post_info = done.expect("free").expect("remarks succeed");
        let unused = Payment::from(0).weight(&call);
        assert_eq!(post_info.actual_weight, Some(info.total_weight() - unused));
    });
}
