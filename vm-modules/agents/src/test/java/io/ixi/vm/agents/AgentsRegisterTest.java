package io.ixi.vm.agents;

import static io.ixi.vm.agents.AgentChain.AGENT;
import static io.ixi.vm.agents.AgentChain.OWNER;
import static io.ixi.vm.agents.AgentChain.SELLER;
import static io.ixi.vm.agents.AgentChain.STRANGER;
import static io.ixi.vm.agents.AgentChain.amount;
import static io.ixi.vm.agents.AgentChain.limits;
import static io.ixi.vm.agents.AgentChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.AgentCard;
import io.ixi.vm.agents.proto.AgentQuery;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.IntentsQuery;
import io.ixi.vm.agents.proto.IntentsResult;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.agents.proto.RateAgent;
import io.ixi.vm.agents.proto.RegisterAgent;
import io.ixi.vm.agents.proto.RegisterIntent;
import io.ixi.vm.agents.proto.RetireAgent;
import io.ixi.vm.agents.proto.Risk;
import io.ixi.vm.kernel.tx.Draft;
import org.junit.jupiter.api.Test;

/** What agents can be asked for, and who they are. */
class AgentsRegisterTest {
    private static final ByteString HASH = ByteString.copyFrom(new byte[32]);
    private static final long BOND = AgentsModule.DEFAULTS.getMinBond();

    private final AgentChain chain = new AgentChain();

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.executor.audit(chain.state);
    }

    private static RegisterIntent intent(String name, int version) {
        return RegisterIntent.newBuilder()
                .setName(name)
                .setVersion(version)
                .setSchemaHash(HASH)
                .setTemplateHash(HASH)
                .setRisk(Risk.RISK_MEDIUM)
                .build();
    }

    @Test
    void intentsHaveAnOwnerAndVersions() {
        expect("BAD_INTENT", OWNER, intent("", 1));
        expect("BAD_INTENT", OWNER, intent("Order", 1));
        expect("BAD_INTENT", OWNER, intent("order.", 1));
        expect("BAD_INTENT", OWNER, intent("order.create", 0));
        expect("OK", OWNER, intent("order.create", 1));
        expect("BAD_INTENT", OWNER, intent("order.create", 1));
        expect("NOT_OWNER", STRANGER, intent("order.create", 2));
        expect("OK", OWNER, intent("order.create", 2));
        expect("OK", STRANGER, intent("mail.summary", 1));
        IntentsResult page = chain.ask(
                "agents/intents", IntentsQuery.newBuilder().setLimit(1).build(), IntentsResult.getDefaultInstance());
        assertThat(page.getIntents(0).getName()).isEqualTo("mail.summary");
        IntentsResult rest = chain.ask(
                "agents/intents",
                IntentsQuery.newBuilder().setCursor(page.getNext()).build(),
                IntentsResult.getDefaultInstance());
        assertThat(rest.getIntents(0).getIntent().getVersion()).isEqualTo(2);
        long fee = chain.run(4, intent("rich", 1)).fee().toBigInteger().longValueExact();
        chain.drain(5, fee + 1_000);
        assertThat(chain.outcome(5, intent("poor", 1))).isEqualTo("DEPOSIT");
    }

    private static RegisterAgent register(long bond) {
        return RegisterAgent.newBuilder()
                .setCardHash(HASH)
                .setEndpointsHash(HASH)
                .setBond(amount(bond))
                .build();
    }

    private AgentCard card() {
        return chain.ask(
                "agents/agent",
                AgentQuery.newBuilder().setAgent(AgentChain.address(AGENT)).build(),
                AgentCard.getDefaultInstance());
    }

    @Test
    void agentsAreBondedAndRated() {
        expect("BOND_LOW", AGENT, register(BOND - 1));
        expect("INSUFFICIENT_FREE", AGENT, register(AgentChain.FUNDS * 2));
        expect("NOT_FOUND", AGENT, RetireAgent.getDefaultInstance());
        expect("OK", AGENT, register(BOND));
        expect("OK", AGENT, register(BOND + 5));
        expect("BOND_LOW", AGENT, register(BOND));
        var granted = chain.run(
                OWNER,
                GrantMandate.newBuilder()
                        .setGrantee(AgentChain.address(AGENT))
                        .setLimits(limits())
                        .build());
        ByteString mandate = ((MandateGranted) granted.events().getLast().body()).getMandate();
        RateAgent rate = RateAgent.newBuilder().setMandate(mandate).setScore(4).build();
        expect("NOT_USED", OWNER, rate);
        assertThat(chain.acts(mandate, send("EUR", SELLER, 1))).isEqualTo("OK");
        expect("NOT_USED", STRANGER, rate);
        expect("NOT_USED", OWNER, rate.toBuilder().setScore(0).build());
        expect("NOT_USED", OWNER, rate.toBuilder().setScore(6).build());
        expect("OK", OWNER, rate);
        expect("OK", OWNER, rate.toBuilder().setScore(2).build());
        assertThat(card().getScoreSum()).isEqualTo(2);
        assertThat(card().getRatings()).isEqualTo(1);
        ByteString other = chain.event(
                        MandateGranted.class,
                        OWNER,
                        GrantMandate.newBuilder()
                                .setGrantee(AgentChain.address(STRANGER))
                                .setLimits(limits())
                                .build())
                .getMandate();
        Draft stranger = chain.draft(STRANGER, send("EUR", SELLER, 1))
                .with(body -> body.setMandate(other)
                        .setMessages(0, Draft.typed(send("EUR", SELLER, 1), AgentChain.account(OWNER))));
        assertThat(chain.acts(stranger)).isEqualTo("OK");
        expect("NOT_FOUND", OWNER, rate.toBuilder().setMandate(other).build());
        expect("OK", AGENT, RetireAgent.getDefaultInstance());
        expect("BAD_STATE", AGENT, RetireAgent.getDefaultInstance());
        long before = chain.free(AGENT, "");
        chain.pass(AgentsModule.DEFAULTS.getRetireS() * 1_000);
        expect("OK", AGENT, RetireAgent.getDefaultInstance());
        assertThat(chain.free(AGENT, "")).isGreaterThan(before);
        expect("NOT_FOUND", AGENT, RetireAgent.getDefaultInstance());
    }
}
