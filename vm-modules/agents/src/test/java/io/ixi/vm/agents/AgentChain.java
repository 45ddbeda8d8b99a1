package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.testkit.MemoryChain;
import java.util.List;

/** A chain with agents and a shop, in memory. */
final class AgentChain extends MemoryChain {
    static final int OWNER = 0;
    static final int AGENT = 1;
    static final int SELLER = 2;
    static final int STRANGER = 3;
    static final int SEND_TYPE = 513;

    /** The README's heading of what refuses an agent's transactions. */
    private static final String UNDER_A_MANDATE = "Under a mandate";

    private static final int ACCOUNTS = 6;

    AgentChain() {
        super(ACCOUNTS, economy -> List.of(new AgentsModule(economy.money()), new Shop(economy.money())));
    }

    /** Sends of EUR and shop messages, 200 in an hour and 120 at once, 1,000 for ever, to the seller. */
    static Limits.Builder limits() {
        return Limits.newBuilder()
                .addRules(Rule.newBuilder().setType(SEND_TYPE))
                .addRules(Rule.newBuilder().setType(Shop.TYPE))
                .addBudgets(Budget.newBuilder()
                        .setAsset("EUR")
                        .setPerTx(amount(150))
                        .setPerPeriod(amount(200))
                        .setPeriodS(3_600)
                        .setTotal(amount(1_000)))
                .addBudgets(Budget.newBuilder()
                        .setAsset("ixi")
                        .setPerPeriod(amount(200))
                        .setPeriodS(3_600)
                        .setTotal(amount(1_000)))
                .addPayees(address(SELLER))
                .setUntilMs(START_MS + 86_400_000);
    }

    /** The agent's next transaction under a mandate, every message in the owner's name. */
    Draft mandated(ByteString mandate, Message... messages) {
        return draft(AGENT, messages).with(body -> {
            body.setMandate(mandate);
            for (int i = 0; i < messages.length; i++) {
                body.setMessages(i, Draft.typed(messages[i], account(OWNER)));
            }
            return body;
        });
    }

    /** What becomes of the agent's transaction in the owner's name. */
    String acts(ByteString mandate, Message... messages) {
        return acts(mandated(mandate, messages));
    }

    /** What becomes of a transaction under a mandate. */
    String acts(Draft draft) {
        Receipt receipt = block(decode(draft)).receipts().getFirst();
        tried(UNDER_A_MANDATE, name(receipt));
        return name(receipt);
    }
}
