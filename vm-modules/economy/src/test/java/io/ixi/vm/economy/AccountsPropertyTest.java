package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.accounts.proto.KeyInfo;
import io.ixi.vm.economy.accounts.proto.RemoveKey;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.economy.accounts.proto.SubsQuery;
import io.ixi.vm.economy.accounts.proto.SubsResult;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Accounts against a model of maps: keys with weights, thresholds, sequence numbers, tickets and subaccounts. Random
 * keys sign, often too few of them. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class AccountsPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int ACCOUNTS = 6;
    private static final int KEYS = 60;
    private static final int MAX_TICKETS = 64;
    private static final int MAX_SUBS = 128;
    private static final int MAX_SIGNATURES = 8;
    private static final BlockLimits LIMITS = new BlockLimits(50_000_000, 10_000_000, 20_000);

    /** What an account has. */
    private static final class Model {
        final NavigableMap<Integer, Integer> keys = new TreeMap<>();
        final NavigableMap<Integer, Integer> weights = new TreeMap<>();
        final TreeSet<Long> tickets = new TreeSet<>();
        final TreeSet<Integer> subs = new TreeSet<>();
        long sequence;
        long lastTicket;
        int threshold = 1;

        int weight() {
            return weights.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private TestChain chain = new TestChain(ACCOUNTS, Amount.of(1));
    private List<Model> models = List.of();
    private Random random = new Random(0);

    private String addKey(Model model, int key, int weight) {
        if (weight < 1 || weight > 1000) {
            return "WEIGHT";
        }
        if (model.keys.size() == 8) {
            return "TOO_MANY_KEYS";
        }
        if (model.keys.containsValue(key)) {
            return "SAME_KEY";
        }
        int id = 0;
        while (model.keys.containsKey(id)) {
            id++;
        }
        model.keys.put(id, key);
        model.weights.put(id, weight);
        return "OK";
    }

    private String removeKey(Model model, int id) {
        if (!model.keys.containsKey(id)) {
            return "UNKNOWN_KEY";
        }
        if (model.keys.size() == 1) {
            return "LAST_KEY";
        }
        if (model.weight() - model.weights.getOrDefault(id, 0) < model.threshold) {
            return "WEIGHT";
        }
        model.keys.remove(id);
        model.weights.remove(id);
        return "OK";
    }

    private String rotate(Model model, int id, int key) {
        if (!model.keys.containsKey(id)) {
            return "UNKNOWN_KEY";
        }
        if (model.keys.containsValue(key)) {
            return "SAME_KEY";
        }
        model.keys.put(id, key);
        return "OK";
    }

    private String threshold(Model model, int threshold) {
        if (threshold < 1 || threshold > model.weight()) {
            return "WEIGHT";
        }
        model.threshold = threshold;
        return "OK";
    }

    private String tickets(Model model, int count) {
        if (count < 1 || count > MAX_TICKETS || model.tickets.size() + count > MAX_TICKETS) {
            return "TOO_MANY_TICKETS";
        }
        for (int i = 0; i < count; i++) {
            model.tickets.add(++model.lastTicket);
        }
        return "OK";
    }

    private String sub(Model model, int label) {
        if (model.subs.contains(label)) {
            return "SUB_EXISTS";
        }
        if (model.subs.size() == MAX_SUBS) {
            return "TOO_MANY_SUBS";
        }
        model.subs.add(label);
        return "OK";
    }

    private static ByteString label(int number) {
        return ByteString.copyFrom(ByteBuffer.allocate(32).putInt(number).array());
    }

    /** A message and what the model makes of it once it is let through. */
    private record Move(Message message, Supplier<String> effect) {}

    private Move move(Model model) {
        int id = random.nextInt(9);
        int key = ACCOUNTS + random.nextInt(KEYS);
        return switch (random.nextInt(10)) {
            case 0, 1 -> {
                int weight = random.nextInt(12) == 0 ? 1001 * random.nextInt(2) : 1 + random.nextInt(4);
                AddKey add = AddKey.newBuilder()
                        .setScheme(TestChain.key(key).getScheme())
                        .setPublicKey(TestChain.key(key).getPublicKey())
                        .setWeight(weight)
                        .build();
                yield new Move(add, () -> addKey(model, key, weight));
            }
            case 2 -> new Move(RemoveKey.newBuilder().setKeyId(id).build(), () -> removeKey(model, id));
            case 3, 4 -> {
                RotateKey rotate = RotateKey.newBuilder()
                        .setKeyId(id)
                        .setScheme(TestChain.key(key).getScheme())
                        .setPublicKey(TestChain.key(key).getPublicKey())
                        .build();
                yield new Move(rotate, () -> rotate(model, id, key));
            }
            case 5 -> {
                int wanted = random.nextInt(model.weight() + 2);
                yield new Move(SetThreshold.newBuilder().setThreshold(wanted).build(), () -> threshold(model, wanted));
            }
            case 6, 7 -> {
                int count = random.nextInt(8) == 0 ? random.nextInt(80) : random.nextInt(6);
                yield new Move(CreateTickets.newBuilder().setCount(count).build(), () -> tickets(model, count));
            }
            default -> {
                int label = random.nextInt(200);
                yield new Move(CreateSub.newBuilder().setLabelHash(label(label)).build(), () -> sub(model, label));
            }
        };
    }

    /** Some of the key numbers that the account may or may not have, at least one. */
    private List<Integer> signers(Model model) {
        List<Integer> ids = new ArrayList<>(model.keys.keySet());
        Collections.shuffle(ids, random);
        List<Integer> chosen = new ArrayList<>(ids.subList(0, 1 + random.nextInt(ids.size())));
        if (random.nextInt(12) == 0) {
            chosen.set(0, random.nextInt(8));
        }
        if (chosen.size() < MAX_SIGNATURES && random.nextInt(12) == 0) {
            chosen.add(chosen.getFirst());
        }
        return chosen;
    }

    /** What admission says of these signatures. */
    private static String admitted(Model model, List<Integer> signers) {
        int weight = 0;
        TreeSet<Integer> seen = new TreeSet<>();
        for (int id : signers) {
            if (!model.keys.containsKey(id) || !seen.add(id)) {
                return "KEY_MISMATCH";
            }
            weight += model.weights.getOrDefault(id, 0);
        }
        return weight < model.threshold ? "BELOW_THRESHOLD" : "OK";
    }

    private void step() {
        int account = random.nextInt(ACCOUNTS);
        Model model = models.get(account);
        List<Integer> signers = signers(model);
        long ticket = model.tickets.isEmpty() || random.nextInt(3) > 0
                ? 0
                : random.nextInt(6) == 0 ? 1 + random.nextInt(20) : model.tickets.first();
        Move move = move(model);
        Draft draft = chain.draft(account, ticket == 0 ? model.sequence : 0, move.message())
                .with(body -> {
                    body.clearKey().setKeyId(signers.getFirst()).setTicket(ticket);
                    signers.stream()
                            .skip(1)
                            .forEach(id ->
                                    body.addCoSigners(CoSigner.newBuilder().setKeyId(id)));
                    return body;
                });
        Tx tx = chain.decode(draft);
        Built built = chain.executor.build(chain.next(), List.of(tx).iterator(), chain.state, LIMITS);
        String expected = ticket != 0 && !model.tickets.contains(ticket) ? "BAD_TICKET" : admitted(model, signers);
        String observed = built.skipped().isEmpty()
                ? "OK"
                : chain.name(built.skipped().getFirst().rejection().code());
        assertThat(observed).as("admission of " + move.message()).isEqualTo(expected);
        if (!expected.equals("OK")) {
            return;
        }
        if (ticket == 0) {
            model.sequence++;
        } else {
            model.tickets.remove(ticket);
        }
        String outcome = chain.name(chain.block(tx).receipts().getFirst().code());
        assertThat(outcome)
                .as(move.message().toString())
                .isEqualTo(move.effect().get());
    }

    private void compare() {
        for (int account = 0; account < ACCOUNTS; account++) {
            Model model = models.get(account);
            AccountResult has = chain.ask(
                    "accounts/account",
                    AccountQuery.newBuilder()
                            .setAddress(TestChain.account(account).toByteString())
                            .build(),
                    AccountResult.getDefaultInstance());
            NavigableMap<Integer, ByteString> keys = new TreeMap<>();
            model.keys.forEach((id, key) -> keys.put(id, TestChain.key(key).getPublicKey()));
            NavigableMap<Integer, ByteString> found = new TreeMap<>();
            NavigableMap<Integer, Integer> weights = new TreeMap<>();
            for (KeyInfo info : has.getKeysList()) {
                found.put(info.getKeyId(), info.getPublicKey());
                weights.put(info.getKeyId(), info.getWeight());
            }
            assertThat(found).isEqualTo(keys);
            assertThat(weights).isEqualTo(model.weights);
            assertThat(has.getSequence()).isEqualTo(model.sequence);
            assertThat(has.getThreshold()).isEqualTo(model.threshold);
            assertThat(has.getTicketsList()).containsExactlyElementsOf(model.tickets);
            SubsResult subs = chain.ask(
                    "accounts/subs",
                    SubsQuery.newBuilder()
                            .setAccount(TestChain.account(account).toByteString())
                            .build(),
                    SubsResult.getDefaultInstance());
            assertThat(subs.getSubsList())
                    .extracting(info -> info.getLabelHash())
                    .containsExactlyInAnyOrderElementsOf(
                            model.subs.stream().map(AccountsPropertyTest::label).toList());
        }
    }

    @Property(tries = 2)
    void accountsAreThoseOfTheModel(@ForAll long seed) {
        chain = new TestChain(ACCOUNTS, Amount.of(Long.MAX_VALUE / ACCOUNTS));
        random = new Random(seed);
        models = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            Model model = new Model();
            model.keys.put(0, account);
            model.weights.put(0, 1);
            model.sequence = 1;
            models.add(model);
            chain.run(account, CreateTickets.newBuilder().setCount(1).build());
            model.tickets.add(++model.lastTicket);
        }
        for (int i = 0; i < OPERATIONS; i++) {
            step();
            if (i % 200 == 0) {
                compare();
            }
        }
        compare();
        chain.executor.audit(chain.state);
    }
}
