package io.ixi.vm.economy.accounts;

import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.InboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.accounts.proto.TicketsCreated;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;

/** Tickets, and what an account takes unasked. */
final class TicketHandlers {
    static final int MAX_TICKETS = 64;

    private TicketHandlers() {}

    static void create(Context context, CreateTickets message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Extras extras = state.extras(address);
        int count = message.getCount();
        if (count < 1 || count > MAX_TICKETS || extras.getTickets() + count > MAX_TICKETS) {
            throw RejectedException.of(AccountsError.TOO_MANY_TICKETS);
        }
        long last = extras.getLastTicket() + count;
        for (long number = extras.getLastTicket() + 1; number <= last; number++) {
            state.putTicket(address, number, context.block().height());
        }
        state.put(
                address,
                extras.toBuilder()
                        .setLastTicket(last)
                        .setTickets(extras.getTickets() + count)
                        .build());
        context.emit(TicketsCreated.newBuilder()
                .setAccount(address.toByteString())
                .setLast(last)
                .setCount(count)
                .build());
    }

    static void inbound(Context context, SetInboundPolicy message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        boolean verified = message.getPolicy() == InboundPolicy.INBOUND_VERIFIED;
        if (verified != message.hasVerified()) {
            throw RejectedException.of(AccountsError.BAD_POLICY);
        }
        Extras.Builder extras = state.extras(context.signer()).toBuilder();
        extras.setInboundPolicy(message.getPolicy()).clearVerified();
        if (verified) {
            Gates.require(context, message.getVerified());
            extras.setVerified(message.getVerified());
        }
        state.put(context.signer(), extras.build());
    }
}
