package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tens of thousands of random operations against a model of a map and additions. */
class EconomyPropertyTest {
    private static final int ACCOUNTS = 12;
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 30_000);
    private static final long FUNDS = 5_000_000_000_000L;

    private final long seed = Long.getLong("ixi.seed", 20_261_123L);
    private final Random random = new Random(seed);
    private final TestChain chain = new TestChain(ACCOUNTS, Amount.of(FUNDS));
    private final NavigableMap<String, Long> model = new TreeMap<>();
    private final List<String> assets = new ArrayList<>(List.of("ixi", "EUR", "NONE"));
    private final long[] sequences = new long[ACCOUNTS];

    private static String place(int account, String asset) {
        return asset + "/" + account;
    }

    private long of(int account, String asset) {
        return model.getOrDefault(place(account, asset), 0L);
    }

    private void add(int account, String asset, long amount) {
        model.merge(place(account, asset), amount, Long::sum);
    }

    private String asset() {
        return assets.get(random.nextInt(assets.size()));
    }

    /** Around what the account has: often too much. */
    private long wanted(int account, String asset) {
        long has = of(account, asset);
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> has;
            case 2 -> has + 1;
            default -> 1 + Math.floorMod(random.nextLong(), Math.max(1, has / 3));
        };
    }

    private Message message(int from) {
        String asset = asset();
        return switch (random.nextInt(10)) {
            case 0 ->
                CreateAsset.newBuilder()
                        .setSymbol(random.nextInt(4) == 0 ? "bad" : "COIN")
                        .setDecimals(random.nextInt(22))
                        .setSupply(TestChain.amount(random.nextInt(5) * 1_000L))
                        .build();
            case 1 ->
                Burn.newBuilder()
                        .setAsset(asset)
                        .setAmount(TestChain.amount(wanted(from, asset) / 1000))
                        .build();
            case 2, 3 -> {
                MultiSend.Builder many = MultiSend.newBuilder().setAsset(asset);
                for (int i = random.nextInt(4); i > 0; i--) {
                    many.addOutputs(Output.newBuilder()
                            .setTo(TestChain.account(random.nextInt(ACCOUNTS)).toByteString())
                            .setAmount(TestChain.amount(wanted(from, asset) / 2)));
                }
                yield many.build();
            }
            default ->
                Send.newBuilder()
                        .setAsset(asset)
                        .setTo(TestChain.account(random.nextInt(ACCOUNTS)).toByteString())
                        .setAmount(TestChain.amount(wanted(from, asset)))
                        .build();
        };
    }

    /** Applies what the receipt says happened, checking it against the model. */
    private void follow(int from, List<Message> messages, Receipt receipt) {
        add(from, "ixi", -receipt.fee().toBigInteger().longValueExact());
        if (!receipt.succeeded()) {
            return;
        }
        for (Message message : messages) {
            switch (message) {
                case Send send -> pay(from, send.getAsset(), send.getTo(), send.getAmount());
                case MultiSend many ->
                    many.getOutputsList().forEach(out -> pay(from, many.getAsset(), out.getTo(), out.getAmount()));
                case Burn burn -> add(from, burn.getAsset(), -number(burn.getAmount()));
                default -> {}
            }
        }
        for (Event event : receipt.events()) {
            if (event.body() instanceof AssetCreated created) {
                if (assets.size() < 40) {
                    assets.add(created.getAsset());
                }
                add(from, created.getAsset(), number(created.getSupply()));
            }
        }
    }

    private void pay(int from, String asset, ByteString to, ByteString amount) {
        for (int account = 0; account < ACCOUNTS; account++) {
            if (TestChain.account(account).toByteString().equals(to)) {
                add(from, asset, -number(amount));
                add(account, asset, number(amount));
                assertThat(of(from, asset))
                        .as("seed %d: %s of %d", seed, asset, from)
                        .isNotNegative();
            }
        }
    }

    private static long number(ByteString amount) {
        return Amount.of(amount).toBigInteger().longValueExact();
    }

    @Test
    void balancesAreThoseOfTheModelAfterEveryBlock() {
        System.out.println("EconomyPropertyTest seed " + seed);
        for (int account = 0; account < ACCOUNTS; account++) {
            add(account, "ixi", FUNDS);
        }
        int failed = 0;
        for (int done = 0; done < OPERATIONS; ) {
            List<Tx> transactions = new ArrayList<>();
            List<Integer> senders = new ArrayList<>();
            List<List<Message>> contents = new ArrayList<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                int from = random.nextInt(ACCOUNTS);
                List<Message> messages = new ArrayList<>();
                for (int m = random.nextInt(3); m >= 0; m--) {
                    messages.add(message(from));
                }
                transactions.add(chain.decode(chain.draft(from, sequences[from]++, messages.toArray(Message[]::new))));
                senders.add(from);
                contents.add(messages);
                done += messages.size();
            }
            Executed executed = chain.block(transactions);
            for (int i = 0; i < transactions.size(); i++) {
                Receipt receipt = executed.receipts().get(i);
                failed += receipt.succeeded() ? 0 : 1;
                follow(senders.get(i), contents.get(i), receipt);
            }
        }
        Overlay state = chain.state();
        for (int account = 0; account < ACCOUNTS; account++) {
            Address address = TestChain.account(account);
            for (String asset : assets) {
                assertThat(chain.bank().free(state, address, asset))
                        .as("seed %d: %s of %d", seed, asset, account)
                        .isEqualTo(Amount.of(of(account, asset)));
            }
        }
        assertThat(failed).isGreaterThan(1_000);
        assertThat(assets.size()).isEqualTo(40);
        chain.executor.audit(chain.state);
    }
}
