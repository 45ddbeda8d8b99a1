package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.AgentsState.OrderKey;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Grantor;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.agents.proto.MandateNarrowed;
import io.ixi.vm.agents.proto.MandateRevoked;
import io.ixi.vm.agents.proto.MandateStatus;
import io.ixi.vm.agents.proto.NarrowMandate;
import io.ixi.vm.agents.proto.OrderLeft;
import io.ixi.vm.agents.proto.RemoveMandate;
import io.ixi.vm.agents.proto.RevokeAll;
import io.ixi.vm.agents.proto.RevokeMandate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.ArrayList;
import java.util.List;

/** A mandate's life: granted, narrowed, revoked, removed. */
final class MandateHandlers {
    static final int MAX_MANDATES = 32;

    private final Deposits deposits;

    MandateHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    private static Mandate known(AgentsState state, Bytes id) throws RejectedException {
        Mandate mandate = state.mandate(id);
        if (mandate == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return mandate;
    }

    void grant(Context context, GrantMandate message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Address grantor = context.signer();
        Address grantee = Address.of(message.getGrantee());
        long now = context.block().parentTimeMs();
        long from = Math.max(message.getFromMs(), now);
        if (grantee.equals(grantor) || grantee.isModule() || grantee.isObject() || message.getFromMs() < 0) {
            throw RejectedException.of(AgentsError.BAD_LIMITS);
        }
        LimitRules.require(context, message.getLimits(), from);
        Grantor counts = state.grantor(grantor);
        if (counts.getMandates() >= MAX_MANDATES) {
            throw RejectedException.of(AgentsError.TOO_MANY);
        }
        Bytes id = context.newId("mandate");
        Mandate.Builder mandate = Mandate.newBuilder()
                .setGrantor(grantor.toByteString())
                .setGrantee(message.getGrantee())
                .setLimits(message.getLimits())
                .setFromMs(from);
        if (message.hasIntentHash()) {
            mandate.setIntentHash(message.getIntentHash());
        }
        Mandate whole = mandate.build();
        deposits.lock(context, grantor, id, whole.getSerializedSize());
        state.put(id, whole);
        state.list(id, grantor, grantee);
        state.put(
                grantor,
                counts.toBuilder().setMandates(counts.getMandates() + 1).build());
        context.emit(MandateGranted.newBuilder()
                .setMandate(ByteString.copyFrom(id.unsafeArray()))
                .setGrantor(grantor.toByteString())
                .setGrantee(message.getGrantee())
                .build());
    }

    static void narrow(Context context, NarrowMandate message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes id = id(message.getMandate());
        Mandate mandate = known(state, id);
        requireParty(context, mandate);
        if (mandate.getStatus() != MandateStatus.MANDATE_ACTIVE) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        LimitRules.require(context, message.getLimits(), mandate.getFromMs());
        LimitRules.requireNarrower(mandate.getLimits(), message.getLimits());
        if (!AgentsInvariants.overdrawn(mandate, message.getLimits()).isEmpty()) {
            throw RejectedException.of(AgentsError.BAD_LIMITS, "below what was used");
        }
        state.put(id, mandate.toBuilder().setLimits(message.getLimits()).build());
        context.emit(MandateNarrowed.newBuilder()
                .setMandate(message.getMandate())
                .setGrantor(mandate.getGrantor())
                .setGrantee(mandate.getGrantee())
                .build());
    }

    private static void requireParty(Context context, Mandate mandate) throws RejectedException {
        ByteString signer = context.signer().toByteString();
        if (!signer.equals(mandate.getGrantor()) && !signer.equals(mandate.getGrantee())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
    }

    static void revoke(Context context, RevokeMandate message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes id = id(message.getMandate());
        Mandate mandate = known(state, id);
        requireParty(context, mandate);
        if (mandate.getStatus() != MandateStatus.MANDATE_ACTIVE) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        revoke(context, state, id, mandate);
    }

    private static void revoke(Context context, AgentsState state, Bytes id, Mandate mandate) {
        state.put(
                id, mandate.toBuilder().setStatus(MandateStatus.MANDATE_REVOKED).build());
        context.emit(MandateRevoked.newBuilder()
                .setMandate(ByteString.copyFrom(id.unsafeArray()))
                .setGrantor(mandate.getGrantor())
                .setGrantee(mandate.getGrantee())
                .build());
    }

    /** Never fails: an order that cannot be called off does not keep the others or the mandates alive. */
    static void revokeAll(Context context, RevokeAll message) {
        AgentsState state = new AgentsState(context.state());
        Address grantor = context.signer();
        List<Bytes> ids = new ArrayList<>();
        state.scanByGrantor(grantor, Bytes.EMPTY, ids::add);
        for (Bytes id : ids) {
            Mandate mandate = state.mandate(id);
            if (mandate != null && mandate.getStatus() == MandateStatus.MANDATE_ACTIVE) {
                revoke(context, state, id, mandate);
            }
        }
        if (message.getCancelOpen()) {
            for (OrderKey order : state.orders(grantor)) {
                cancel(context, order);
            }
        }
    }

    private static void cancel(Context context, OrderKey order) {
        if (new AgentsState(context.state()).order(order) == null) {
            return;
        }
        OpenOrders module = context.roles().orders().get(order.module());
        int code = KernelError.NOT_FOUND_VALUE;
        if (module != null) {
            Rejection fault = context.attempt(() -> module.cancel(context, order.grantor(), order.ref()));
            code = fault == null ? 0 : fault.code();
        }
        if (new AgentsState(context.state()).order(order) != null) {
            context.emit(OrderLeft.newBuilder()
                    .setGrantor(order.grantor().toByteString())
                    .setModule(order.module())
                    .setRef(ByteString.copyFrom(order.ref().toBytes()))
                    .setCode(code)
                    .build());
        }
    }

    void remove(Context context, RemoveMandate message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes id = id(message.getMandate());
        Mandate mandate = known(state, id);
        boolean over = mandate.getStatus() == MandateStatus.MANDATE_REVOKED
                || mandate.getLimits().getUntilMs() <= context.block().parentTimeMs();
        if (!over) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Address grantor = Address.of(mandate.getGrantor());
        deposits.unlock(context, id, context.signer());
        state.delete(id, grantor, Address.of(mandate.getGrantee()));
        Grantor counts = state.grantor(grantor);
        state.put(
                grantor,
                counts.toBuilder().setMandates(counts.getMandates() - 1).build());
    }
}
