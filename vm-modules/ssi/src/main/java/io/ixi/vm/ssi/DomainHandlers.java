package io.ixi.vm.ssi;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.proto.Accepted;
import io.ixi.vm.ssi.proto.CreateDomain;
import io.ixi.vm.ssi.proto.DeleteDomain;
import io.ixi.vm.ssi.proto.Domain;
import io.ixi.vm.ssi.proto.DomainChanged;
import io.ixi.vm.ssi.proto.EditDomain;
import io.ixi.vm.ssi.proto.SsiError;
import java.util.List;

/** Issuers whose credentials count together. */
final class DomainHandlers {
    private final Deposits deposits;

    DomainHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static void require(SsiState state, List<Accepted> accepts) throws RejectedException {
        if (accepts.isEmpty()) {
            throw RejectedException.of(SsiError.BAD_DOMAIN);
        }
        for (int i = 0; i < accepts.size(); i++) {
            Accepted accepted = accepts.get(i);
            if (state.type(SsiState.id(accepted.getType())) == null
                    || accepts.subList(0, i).contains(accepted)) {
                throw RejectedException.of(SsiError.BAD_DOMAIN);
            }
        }
    }

    private static Domain own(Context context, SsiState state, Bytes id) throws RejectedException {
        Domain domain = state.domain(id);
        if (domain == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "domain");
        }
        if (!Address.of(domain.getOwner()).equals(context.signer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return domain;
    }

    void create(Context context, CreateDomain message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        require(state, message.getAcceptsList());
        Bytes id = context.newId("domain");
        Domain domain = Domain.newBuilder()
                .setOwner(context.signer().toByteString())
                .addAllAccepts(message.getAcceptsList())
                .build();
        put(context, state, id, domain);
    }

    private void put(Context context, SsiState state, Bytes id, Domain domain) throws RejectedException {
        deposits.lock(context, context.signer(), id, domain.getSerializedSize());
        state.put(id, domain);
        emit(context, id, false);
    }

    private static void emit(Context context, Bytes id, boolean deleted) {
        context.emit(DomainChanged.newBuilder()
                .setDomain(CredentialHandlers.bytes(id))
                .setOwner(context.signer().toByteString())
                .setDeleted(deleted)
                .build());
    }

    void edit(Context context, EditDomain message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getDomain());
        Domain domain = own(context, state, id);
        require(state, message.getAcceptsList());
        deposits.unlock(context, id, context.signer());
        put(
                context,
                state,
                id,
                domain.toBuilder()
                        .clearAccepts()
                        .addAllAccepts(message.getAcceptsList())
                        .build());
    }

    void delete(Context context, DeleteDomain message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getDomain());
        own(context, state, id);
        deposits.unlock(context, id, context.signer());
        state.deleteDomain(id);
        emit(context, id, true);
    }
}
