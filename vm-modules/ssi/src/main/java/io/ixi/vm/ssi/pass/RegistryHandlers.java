package io.ixi.vm.ssi.pass;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.pass.proto.Leaf;
import io.ixi.vm.ssi.pass.proto.PassError;
import io.ixi.vm.ssi.pass.proto.Place;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.RootPublished;
import io.ixi.vm.ssi.pass.proto.Totals;
import io.ixi.vm.ssi.pass.proto.WithdrawRoot;
import io.ixi.zkp.hash.Quad;

/** Issuers' trees come and go. */
final class RegistryHandlers {
    /** Places are few: each costs as much as so many bytes. */
    private static final int PLACE_BYTES = 4_096;

    private final Deposits deposits;
    private final Issuers issuers;

    RegistryHandlers(Money money, Issuers issuers) {
        this.deposits = new Deposits(money, PassModule.ID);
        this.issuers = issuers;
    }

    static Quad word(ByteString bytes) throws RejectedException {
        return Quad.read(bytes.toByteArray()).orElseThrow(() -> RejectedException.of(PassError.BAD_WORD));
    }

    private static Bytes deposit(Bytes type, Address issuer) {
        return PassHandlers.join(type, issuer.hash().toBytes());
    }

    void publish(Context context, PublishRoot message) throws RejectedException {
        PassState state = new PassState(context.state());
        Bytes type = PassState.id(message.getType());
        long now = context.block().parentTimeMs();
        Address issuer = context.signer();
        if (!issuers.knows(context.state(), type)) {
            throw RejectedException.of(KernelError.NOT_FOUND, "type");
        }
        if (!issuers.mayIssue(context.state(), type, issuer, now)) {
            throw RejectedException.of(PassError.NOT_ACCREDITED);
        }
        Quad root = word(message.getRoot());
        Place place = state.place(type, issuer);
        int position = place == null ? take(state) : place.getPosition();
        if (place == null) {
            deposits.lock(context, issuer, deposit(type, issuer), PLACE_BYTES);
            state.put(type, issuer, position);
        }
        Leaf leaf = Leaf.newBuilder()
                .setType(message.getType())
                .setIssuer(issuer.toByteString())
                .setRoot(PassState.bytes(root))
                .setNumber(state.number(type))
                .build();
        Registry.set(state, position, leaf, now);
        emit(context, message.getType(), issuer, false);
    }

    private static int take(PassState state) throws RejectedException {
        Totals totals = state.totals();
        if (totals.getFirstFree() > 0) {
            int position = totals.getFirstFree() - 1;
            state.put(totals.toBuilder()
                    .setFirstFree(state.leaf(position).getNextFree())
                    .build());
            return position;
        }
        int position = totals.getPlaces();
        if (position >= Registry.PLACES) {
            throw RejectedException.of(PassError.REGISTRY_FULL);
        }
        state.put(totals.toBuilder().setPlaces(position + 1).build());
        return position;
    }

    private static void emit(Context context, ByteString type, Address issuer, boolean withdrawn) {
        context.emit(RootPublished.newBuilder()
                .setType(type)
                .setIssuer(issuer.toByteString())
                .setWithdrawn(withdrawn)
                .build());
    }

    void withdraw(Context context, WithdrawRoot message) throws RejectedException {
        PassState state = new PassState(context.state());
        Bytes type = PassState.id(message.getType());
        Address issuer = Address.of(message.getIssuer());
        long now = context.block().parentTimeMs();
        Place place = state.place(type, issuer);
        if (place == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "root");
        }
        boolean own = context.signer().equals(issuer);
        if (!own && issuers.mayIssue(context.state(), type, issuer, now)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        Totals totals = state.totals();
        Leaf free = Leaf.newBuilder().setNextFree(totals.getFirstFree()).build();
        state.put(totals.toBuilder().setFirstFree(place.getPosition() + 1).build());
        Registry.set(state, place.getPosition(), free, now);
        state.deletePlace(type, issuer);
        deposits.unlock(context, deposit(type, issuer), context.signer());
        emit(context, message.getType(), issuer, true);
    }
}
