package io.ixi.vm.agents;

import static io.ixi.vm.agents.AgentChain.SELLER;
import static io.ixi.vm.agents.AgentChain.STRANGER;
import static io.ixi.vm.agents.AgentChain.amount;
import static io.ixi.vm.agents.AgentChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.DebtCap;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.kernel.exec.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * An agent that tries whatever comes to mind, against a model that keeps a list of what went where: both agree on every
 * single transaction. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class AgentsPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final long PER_TX = 400;
    private static final long PER_PERIOD = 1_000;
    private static final long PERIOD_MS = 60_000;
    private static final long DEBT = 50_000;

    private AgentChain chain = new AgentChain();
    private ByteString mandate = ByteString.EMPTY;
    private long total;
    private long spent;
    private long debt;
    private long periodStart;
    private long inPeriod;
    private long now;
    /** Open orders: what they lock and in which period they were made. */
    private Map<Integer, long[]> orders = new TreeMap<>();

    private ByteString granted() {
        Limits limits = Limits.newBuilder()
                .addRules(Rule.newBuilder().setType(AgentChain.SEND_TYPE))
                .addRules(Rule.newBuilder().setType(Shop.TYPE))
                .addBudgets(Budget.newBuilder()
                        .setAsset("ixi")
                        .setPerTx(amount(PER_TX))
                        .setPerPeriod(amount(PER_PERIOD))
                        .setPeriodS(PERIOD_MS / 1_000)
                        .setTotal(amount(total)))
                .addDebtCaps(DebtCap.newBuilder().setAsset("ixi").setAmount(amount(DEBT)))
                .addPayees(AgentChain.address(SELLER))
                .setUntilMs(AgentChain.START_MS + 300L * 86_400_000)
                .build();
        Receipt receipt = chain.run(
                AgentChain.OWNER,
                GrantMandate.newBuilder()
                        .setGrantee(AgentChain.address(AgentChain.AGENT))
                        .setLimits(limits)
                        .build());
        return ((MandateGranted) receipt.events().getLast().body()).getMandate();
    }

    /** What the model says of an outflow; counts it if it fits. */
    private String spend(long amount) {
        if (amount > PER_TX) {
            return "BUDGET";
        }
        boolean over = now - periodStart >= PERIOD_MS;
        long used = over ? 0 : inPeriod;
        if (used + amount > PER_PERIOD || spent + amount > total) {
            return "BUDGET";
        }
        if (over) {
            periodStart = now;
        }
        inPeriod = used + amount;
        spent += amount;
        return "OK";
    }

    private String expected(int kind, long amount, int ref, List<Message> messages) {
        return switch (kind) {
            case 0 -> {
                messages.add(send("", SELLER, amount));
                yield spend(amount);
            }
            case 1 -> {
                messages.add(send("", STRANGER, amount));
                yield "PAYEE";
            }
            case 2 -> {
                messages.add(shop(Shop.ORDER, amount, ref));
                boolean odd = orders.size() >= Leash.MAX_OPEN_ORDERS || orders.containsKey(ref);
                String outcome = odd ? "skip" : spend(amount);
                if (outcome.equals("OK")) {
                    orders.put(ref, new long[] {amount, periodStart});
                }
                yield outcome;
            }
            case 3 -> cancel(ref, messages);
            case 4 -> {
                messages.add(shop(Shop.BORROW, amount, ref));
                if (debt + amount > DEBT) {
                    yield "DEBT_CAP";
                }
                debt += amount;
                yield "OK";
            }
            case 5 -> {
                messages.add(send("", SELLER, amount));
                messages.add(send("", SELLER, amount));
                yield spend(2 * amount);
            }
            default -> {
                messages.add(send("EUR", SELLER, amount));
                yield "BUDGET";
            }
        };
    }

    private String cancel(int ref, List<Message> messages) {
        long[] order = orders.remove(ref);
        if (order == null) {
            messages.add(shop(Shop.CANCEL, 1, ref));
            return "INSUFFICIENT_HOLD";
        }
        messages.add(shop(Shop.CANCEL, order[0], ref));
        if (order[1] == periodStart && now - periodStart < PERIOD_MS) {
            inPeriod = Math.max(0, inPeriod - order[0]);
            spent -= order[0];
        }
        return "OK";
    }

    private static Message shop(int op, long amount, int ref) {
        return Shop.message(op, AgentChain.account(SELLER), amount, ref);
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        chain = new AgentChain();
        total = 300L * OPERATIONS / 4;
        spent = 0;
        debt = 0;
        periodStart = 0;
        inPeriod = 0;
        orders = new TreeMap<>();
        mandate = granted();
        Random random = new Random(seed);
        int refused = 0;
        long before = chain.free(SELLER, "");
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(30) == 0) {
                chain.pass(random.nextInt(120_000));
            }
            now = chain.now();
            List<Message> messages = new ArrayList<>();
            String expected = expected(random.nextInt(7), 1L + random.nextInt(220), 20 + random.nextInt(80), messages);
            if (expected.equals("skip")) {
                continue;
            }
            assertThat(chain.acts(mandate, messages.toArray(Message[]::new)))
                    .as("operation %d of seed %d: %s", i, seed, messages)
                    .isEqualTo(expected);
            refused += expected.equals("OK") ? 0 : 1;
        }
        chain.executor.audit(chain.state);
        assertThat(refused).isBetween(OPERATIONS / 4, OPERATIONS);
        assertThat(chain.free(SELLER, "")).isGreaterThan(before);
        assertThat(chain.free(STRANGER, "")).isEqualTo(AgentChain.FUNDS);
    }
}
