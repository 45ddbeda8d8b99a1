package io.ixi.vm.agents;

import static io.ixi.vm.agents.AgentChain.AGENT;
import static io.ixi.vm.agents.AgentChain.OWNER;
import static io.ixi.vm.agents.AgentChain.SELLER;
import static io.ixi.vm.agents.AgentChain.amount;
import static io.ixi.vm.agents.AgentChain.limits;
import static io.ixi.vm.agents.AgentChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.Argument;
import io.ixi.vm.agents.proto.BuildTxQuery;
import io.ixi.vm.agents.proto.BuildTxResult;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.LogQuery;
import io.ixi.vm.agents.proto.LogResult;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.agents.proto.RegisterIntent;
import io.ixi.vm.agents.proto.Slot;
import io.ixi.vm.agents.proto.Template;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Draft;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Intents that the chain turns into messages, and what it remembers of agents' acts. */
class AgentsIntentTest {
    private static final ByteString HASH = ByteString.copyFrom(new byte[32]);

    private final AgentChain chain = new AgentChain();

    private static RegisterIntent intent(Template template) {
        return RegisterIntent.newBuilder()
                .setName("pay.twice")
                .setVersion(1)
                .setSchemaHash(HASH)
                .setTemplateHash(
                        ByteString.copyFrom(Hash.sha256(template.toByteArray()).toBytes()))
                .addAllMessages(template.getMessagesList())
                .addAllSlots(template.getSlotsList())
                .build();
    }

    private static Slot slot(String name, int message, int field) {
        return Slot.newBuilder()
                .setName(name)
                .setMessage(message)
                .setField(field)
                .build();
    }

    /** Two payments in EUR of one amount to one account, and a threshold. */
    private static Template.Builder template() {
        Send bare = Send.newBuilder().setAsset("EUR").build();
        return Template.newBuilder()
                .addMessages(Draft.typed(bare))
                .addMessages(Draft.typed(bare))
                .addMessages(Draft.typed(SetThreshold.getDefaultInstance()))
                .addSlots(slot("to", 0, Send.TO_FIELD_NUMBER))
                .addSlots(slot("to", 1, Send.TO_FIELD_NUMBER))
                .addSlots(slot("amount", 0, Send.AMOUNT_FIELD_NUMBER))
                .addSlots(slot("amount", 1, Send.AMOUNT_FIELD_NUMBER))
                .addSlots(slot("keys", 2, SetThreshold.THRESHOLD_FIELD_NUMBER));
    }

    private static Argument argument(String name, ByteString value) {
        return Argument.newBuilder().setName(name).setValue(value).build();
    }

    private static BuildTxQuery.Builder query() {
        return BuildTxQuery.newBuilder()
                .setIntent("pay.twice")
                .addArguments(argument("to", AgentChain.address(SELLER)))
                .addArguments(argument("amount", amount(700)))
                .addArguments(argument("keys", amount(1)));
    }

    private BuildTxResult build(BuildTxQuery query) {
        return chain.ask("agents/buildTx", query, BuildTxResult.getDefaultInstance());
    }

    private String refusal(BuildTxQuery query) {
        try {
            chain.executor.query(
                    chain.executor.registry().query("agents/buildTx").orElseThrow(), query, chain.state);
            return "OK";
        } catch (RejectedException e) {
            return e.rejection().name();
        }
    }

    @Test
    void anIntentBecomesTheMessagesThatItStandsFor() throws InvalidProtocolBufferException {
        assertThat(chain.outcome(OWNER, intent(template().build()))).isEqualTo("OK");
        BuildTxResult built = build(query().build());
        assertThat(built.getVersion()).isEqualTo(1);
        assertThat(built.getOwnerOnlyList()).containsExactly(false, false, true);
        Send first = Send.parseFrom(built.getMessages(0).getValue());
        assertThat(first).isEqualTo(send("EUR", SELLER, 700));
        assertThat(built.getMessages(1)).isEqualTo(built.getMessages(0));
        long before = chain.free(SELLER, "EUR");
        assertThat(chain.outcome(
                        OWNER, first, Send.parseFrom(built.getMessages(1).getValue())))
                .isEqualTo("OK");
        assertThat(chain.free(SELLER, "EUR")).isEqualTo(before + 1_400);
        chain.executor.audit(chain.state);
    }

    @Test
    void argumentsThatDoNotFitAreNamed() {
        assertThat(refusal(query().build())).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(OWNER, intent(template().build()))).isEqualTo("OK");
        assertThat(refusal(query().removeArguments(0).build())).isEqualTo("BAD_INTENT");
        assertThat(refusal(query().addArguments(argument("more", HASH)).build()))
                .isEqualTo("BAD_INTENT");
        assertThat(refusal(query().addArguments(argument("to", HASH)).build())).isEqualTo("BAD_INTENT");
        ByteString padded = ByteString.copyFrom(new byte[] {0, 1});
        assertThat(refusal(query().setArguments(1, argument("amount", padded)).build()))
                .isEqualTo("BAD_INTENT");
        ByteString wide = ByteString.copyFrom(new byte[] {1, 0, 0, 0, 0});
        assertThat(refusal(query().setArguments(2, argument("keys", wide)).build()))
                .isEqualTo("BAD_INTENT");
        ByteString shortAddress = ByteString.copyFrom(new byte[31]);
        assertThat(refusal(query().setArguments(0, argument("to", shortAddress)).build()))
                .isEqualTo("BAD_ADDRESS");
    }

    @Test
    void templatesThatNobodyCouldFillAreRefused() {
        RegisterIntent good = intent(template().build());
        assertThat(chain.outcome(OWNER, good.toBuilder().setTemplateHash(HASH).build()))
                .isEqualTo("BAD_INTENT");
        Template foreign = template()
                .setMessages(
                        0, Draft.typed(Send.getDefaultInstance()).toBuilder().setType(9))
                .build();
        Template beyond = template().addSlots(slot("x", 3, 1)).build();
        Template noField = template().addSlots(slot("x", 0, 60)).build();
        Template named = template().addSlots(slot("X", 0, 1)).build();
        Template signed = template()
                .setMessages(0, Draft.typed(Send.getDefaultInstance(), AgentChain.account(1)))
                .build();
        for (Template bad : List.of(foreign, beyond, noField, named, signed)) {
            assertThat(chain.outcome(OWNER, intent(bad))).as(bad.toString()).isEqualTo("BAD_INTENT");
        }
        assertThat(chain.outcome(OWNER, good)).isEqualTo("OK");
    }

    private ByteString grant(Limits limits) {
        var granted = chain.run(
                OWNER,
                GrantMandate.newBuilder()
                        .setGrantee(AgentChain.address(AGENT))
                        .setLimits(limits)
                        .build());
        return ((MandateGranted) granted.events().getLast().body()).getMandate();
    }

    private LogResult log(long cursor, int limit) {
        return chain.ask(
                "agents/log",
                LogQuery.newBuilder()
                        .setGrantor(AgentChain.address(OWNER))
                        .setCursor(cursor)
                        .setLimit(limit)
                        .build(),
                LogResult.getDefaultInstance());
    }

    @Test
    void whatAgentsDidIsWrittenDownAndTheOldestGoes() {
        ByteString mandate = grant(limits().build());
        assertThat(log(0, 0).getEntriesCount()).isZero();
        for (int i = 1; i <= 70; i++) {
            assertThat(chain.acts(mandate, send("EUR", SELLER, i < 70 ? 1 : 5))).isEqualTo("OK");
        }
        LogResult all = log(0, 0);
        assertThat(all.getEntriesCount()).isEqualTo(64);
        assertThat(all.getNext()).isZero();
        assertThat(all.getEntries(0).getNumber()).isEqualTo(7);
        var last = all.getEntries(63).getEntry();
        assertThat(all.getEntries(63).getNumber()).isEqualTo(70);
        assertThat(last.getMandate()).isEqualTo(mandate);
        assertThat(last.getGrantee()).isEqualTo(AgentChain.address(AGENT));
        assertThat(last.getHeight()).isEqualTo(chain.state.height());
        assertThat(last.getOutflows(0).getAsset()).isEqualTo("EUR");
        assertThat(last.getOutflows(0).getAmount()).isEqualTo(amount(5));
        LogResult page = log(0, 10);
        assertThat(page.getNext()).isEqualTo(17);
        assertThat(log(17, 10).getEntries(0).getNumber()).isEqualTo(17);
        chain.executor.audit(chain.state);
    }
}
