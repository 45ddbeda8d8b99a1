package io.ixi.vm.ssi;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.ssi.proto.AssertionKey;
import io.ixi.vm.ssi.proto.DeactivateDid;
import io.ixi.vm.ssi.proto.Did;
import io.ixi.vm.ssi.proto.DidChanged;
import io.ixi.vm.ssi.proto.Service;
import io.ixi.vm.ssi.proto.SetDid;
import io.ixi.vm.ssi.proto.SsiError;

/** DID documents: docs/did-method.md. */
final class DidHandlers {
    static final String PREFIX = "did:ixi:";

    private static final int MAX_NUMBER = 99;
    private static final int ED25519_BYTES = 32;
    private static final int ML_DSA_44_BYTES = 1312;

    private final Deposits deposits;

    DidHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    static String did(Address account) {
        return PREFIX + account.text();
    }

    private static Did active(SsiState state, Address account) throws RejectedException {
        Did did = state.did(account);
        if (did.getDeactivated()) {
            throw RejectedException.of(SsiError.DEACTIVATED);
        }
        return did;
    }

    void set(Context context, SetDid message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Address account = context.signer();
        Did before = active(state, account);
        require(message);
        put(
                context,
                before.toBuilder()
                        .clearServices()
                        .addAllServices(message.getServicesList())
                        .clearAssertionKeys()
                        .addAllAssertionKeys(message.getAssertionKeysList()));
    }

    private static void require(SetDid message) throws RejectedException {
        int last = 0;
        for (Service service : message.getServicesList()) {
            last = next(last, service.getNumber());
            if (!isUri(service.getUri())) {
                throw RejectedException.of(SsiError.BAD_DID);
            }
        }
        last = 0;
        for (AssertionKey key : message.getAssertionKeysList()) {
            last = next(last, key.getNumber());
            int size = switch (key.getKind()) {
                case ASSERTION_ED25519 -> ED25519_BYTES;
                case ASSERTION_ML_DSA_44 -> ML_DSA_44_BYTES;
                case UNRECOGNIZED -> throw RejectedException.of(SsiError.BAD_DID);
            };
            if (key.getPublicKey().size() != size) {
                throw RejectedException.of(SsiError.BAD_DID);
            }
        }
    }

    private static int next(int last, int number) throws RejectedException {
        if (number <= last || number > MAX_NUMBER) {
            throw RejectedException.of(SsiError.BAD_DID);
        }
        return number;
    }

    private static boolean isUri(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\') {
                return false;
            }
        }
        return uri.startsWith("https://") || uri.startsWith("did:");
    }

    void deactivate(Context context, DeactivateDid message) throws RejectedException {
        active(new SsiState(context.state()), context.signer());
        put(context, Did.newBuilder().setDeactivated(true));
    }

    private void put(Context context, Did.Builder did) throws RejectedException {
        Address account = context.signer();
        Bytes deposit = SsiModule.join(12, Bytes.wrap(account.hash().toBytes()), Bytes.EMPTY);
        Did whole = did.setUpdatedHeight(context.block().height())
                .setUpdatedMs(context.block().timeMs())
                .build();
        deposits.unlock(context, deposit, account);
        deposits.lock(context, account, deposit, whole.getSerializedSize());
        new SsiState(context.state()).put(account, whole);
        context.emit(DidChanged.newBuilder()
                .setAccount(account.toByteString())
                .setDeactivated(whole.getDeactivated())
                .build());
    }
}
