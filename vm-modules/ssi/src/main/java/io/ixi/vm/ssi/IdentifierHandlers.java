package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.Identifier;
import io.ixi.vm.ssi.proto.IdentifierChanged;
import io.ixi.vm.ssi.proto.LinkIdentifier;
import io.ixi.vm.ssi.proto.SsiError;
import io.ixi.vm.ssi.proto.UnlinkIdentifier;

/** From obfuscated e-mail addresses and phone numbers to accounts that want to be found. */
final class IdentifierHandlers {
    private final Deposits deposits;

    IdentifierHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    /** What the deposit of a link is for. */
    static Bytes deposit(Hash identifier) {
        return SsiModule.join(11, Bytes.wrap(identifier.toBytes()), Bytes.EMPTY);
    }

    static boolean live(SsiState state, Identifier identifier, long timeMs) {
        Credential credential = state.credential(SsiState.id(identifier.getCredential()));
        return credential != null && Periods.live(credential, timeMs);
    }

    void link(Context context, LinkIdentifier message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = CredentialHandlers.known(state, id);
        long now = context.block().parentTimeMs();
        Address account = context.signer();
        if (!account.toByteString().equals(credential.getSubject())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (!credential.hasIdentifier()) {
            throw RejectedException.of(SsiError.BAD_IDENTIFIER);
        }
        if (!Periods.live(credential, now)) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Hash hash = Hash.of(credential.getIdentifier().toByteArray());
        Identifier before = state.identifier(hash);
        if (before != null) {
            boolean others = !Address.of(before.getAccount()).equals(account);
            if (others && live(state, before, now)) {
                throw RejectedException.of(SsiError.IDENTIFIER_TAKEN);
            }
            remove(context, state, hash, before);
        }
        Identifier link = Identifier.newBuilder()
                .setAccount(account.toByteString())
                .setCredential(message.getCredential())
                .build();
        deposits.lock(context, account, deposit(hash), link.getSerializedSize());
        state.put(hash, link);
        emit(context, hash, link, true);
    }

    private static void emit(Context context, Hash hash, Identifier link, boolean linked) {
        context.emit(IdentifierChanged.newBuilder()
                .setIdentifier(ByteString.copyFrom(hash.toBytes()))
                .setAccount(link.getAccount())
                .setLinked(linked)
                .build());
    }

    private void remove(Context context, SsiState state, Hash hash, Identifier link) throws RejectedException {
        deposits.unlock(context, deposit(hash), context.signer());
        state.deleteIdentifier(hash);
        emit(context, hash, link, false);
    }

    void unlink(Context context, UnlinkIdentifier message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Hash hash = Hash.of(message.getIdentifier().toByteArray());
        Identifier link = state.identifier(hash);
        if (link == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "identifier");
        }
        boolean own = Address.of(link.getAccount()).equals(context.signer());
        if (!own && live(state, link, context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        remove(context, state, hash, link);
    }
}
