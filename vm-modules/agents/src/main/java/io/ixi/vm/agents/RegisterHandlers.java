package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.AgentCard;
import io.ixi.vm.agents.proto.AgentRated;
import io.ixi.vm.agents.proto.AgentRegistered;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.Intent;
import io.ixi.vm.agents.proto.IntentRegistered;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.RateAgent;
import io.ixi.vm.agents.proto.RegisterAgent;
import io.ixi.vm.agents.proto.RegisterIntent;
import io.ixi.vm.agents.proto.RetireAgent;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.nio.charset.StandardCharsets;

/** What agents can be asked for, and who they are. */
final class RegisterHandlers {
    private static final long MS = 1_000;
    private static final int BEST = 5;

    private final Money money;
    private final Deposits deposits;

    RegisterHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    void intent(Context context, RegisterIntent message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Intent old = state.intent(message.getName());
        boolean fits = message.getName().matches("[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)*")
                && Integer.compareUnsigned(message.getVersion(), old == null ? 0 : old.getVersion()) > 0;
        if (!fits) {
            throw RejectedException.of(AgentsError.BAD_INTENT);
        }
        if (old != null && !Address.of(old.getOwner()).equals(context.signer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        Templates.require(context.registry(), message);
        Intent intent = Intent.newBuilder()
                .setOwner(context.signer().toByteString())
                .setVersion(message.getVersion())
                .setSchemaHash(message.getSchemaHash())
                .setTemplateHash(message.getTemplateHash())
                .setRisk(message.getRisk())
                .addAllMessages(message.getMessagesList())
                .addAllSlots(message.getSlotsList())
                .build();
        Bytes id = Bytes.wrap(message.getName().getBytes(StandardCharsets.US_ASCII));
        deposits.unlock(context, id);
        deposits.lock(context, context.signer(), id, intent.getSerializedSize() + id.size());
        state.put(message.getName(), intent);
        context.emit(IntentRegistered.newBuilder()
                .setName(message.getName())
                .setVersion(message.getVersion())
                .setOwner(context.signer().toByteString())
                .build());
    }

    private static Hash bondRef(Address agent) {
        return agent.hash();
    }

    void agent(Context context, RegisterAgent message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Address agent = context.signer();
        Amount bond = Amount.of(message.getBond());
        if (bond.compareTo(Amount.of(state.parameters().getMinBond())) < 0) {
            throw RejectedException.of(AgentsError.BOND_LOW);
        }
        AgentCard old = state.card(agent);
        Amount held = old == null ? Amount.ZERO : Amount.of(old.getBond());
        if (bond.compareTo(held) < 0) {
            throw RejectedException.of(AgentsError.BOND_LOW);
        }
        if (!bond.equals(held)) {
            money.hold(context, agent, "", bond.minus(held), AgentsModule.ID, bondRef(agent));
        }
        AgentCard.Builder card = old == null ? AgentCard.newBuilder() : old.toBuilder();
        state.put(
                agent,
                card.setCardHash(message.getCardHash())
                        .setEndpointsHash(message.getEndpointsHash())
                        .setBond(message.getBond())
                        .setRetiredMs(0)
                        .build());
        context.emit(AgentRegistered.newBuilder()
                .setAgent(agent.toByteString())
                .setBond(message.getBond())
                .build());
    }

    void retire(Context context, RetireAgent message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Address agent = context.signer();
        AgentCard card = state.card(agent);
        if (card == null || card.getBond().isEmpty()) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        if (card.getRetiredMs() == 0) {
            long free = context.block().timeMs() + state.parameters().getRetireS() * MS;
            state.put(agent, card.toBuilder().setRetiredMs(free).build());
            return;
        }
        if (card.getRetiredMs() > context.block().parentTimeMs()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        money.release(context, agent, "", Amount.of(card.getBond()), AgentsModule.ID, bondRef(agent));
        state.put(agent, card.toBuilder().setBond(ByteString.EMPTY).build());
        context.emit(AgentRegistered.newBuilder().setAgent(agent.toByteString()).build());
    }

    static void rate(Context context, RateAgent message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Mandate mandate = state.mandate(Bytes.wrap(message.getMandate().toByteArray()));
        Address by = context.signer();
        boolean used = mandate != null
                && mandate.getGrantor().equals(by.toByteString())
                && mandate.getUses() > 0
                && message.getScore() >= 1
                && message.getScore() <= BEST;
        if (mandate == null || !used) {
            throw RejectedException.of(AgentsError.NOT_USED);
        }
        Address agent = Address.of(mandate.getGrantee());
        AgentCard card = state.card(agent);
        if (card == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        int before = state.rating(agent, by);
        state.putRating(agent, by, message.getScore());
        state.put(
                agent,
                card.toBuilder()
                        .setScoreSum(card.getScoreSum() - before + message.getScore())
                        .setRatings(card.getRatings() + (before == 0 ? 1 : 0))
                        .build());
        context.emit(AgentRated.newBuilder()
                .setAgent(agent.toByteString())
                .setBy(by.toByteString())
                .setScore(message.getScore())
                .build());
    }
}
