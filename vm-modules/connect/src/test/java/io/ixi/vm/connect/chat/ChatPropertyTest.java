package io.ixi.vm.connect.chat;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.ixi.vm.connect.chat.proto.AcceptContact;
import io.ixi.vm.connect.chat.proto.RefuseContact;
import io.ixi.vm.connect.chat.proto.RemoveContact;
import io.ixi.vm.connect.chat.proto.RequestContact;
import io.ixi.vm.connect.chat.proto.SetInbox;
import io.ixi.vm.connect.chat.proto.WithdrawRequest;
import io.ixi.vm.testkit.MemoryChain;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Four accounts that ask, accept, refuse and leave at random, against a model of contacts: both agree on every outcome
 * and on every balance. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class ChatPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int PEOPLE = 4;
    private static final long WAIT = ChatModule.DEFAULTS.getRequestS() * 1_000;

    private static final class Model {
        String state = "REQUESTED";
        final long held;
        final long until;

        Model(long held, long until) {
            this.held = held;
            this.until = until;
        }
    }

    private MemoryChain chain = ChatTest.chain();
    private final Map<String, Model> contacts = new TreeMap<>();
    private final long[] prices = new long[PEOPLE];
    private final long[] balances = new long[PEOPLE];

    private static String pair(int from, int to) {
        return from + ">" + to;
    }

    private boolean step(int account, Message message, String expected) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(expected);
        return expected.equals("OK");
    }

    private String answerable(@Nullable Model model) {
        return model == null ? "NOT_FOUND" : model.state.equals("REQUESTED") ? "OK" : "BAD_STATE";
    }

    private void ask(int from, int to, long max) {
        Model model = contacts.get(pair(from, to));
        boolean refused = model != null && model.state.equals("REFUSED");
        boolean known = model != null || contacts.containsKey(pair(to, from));
        String expected = from == to || refused
                ? "CONTACT_DENIED"
                : known ? "ASKED_ALREADY" : prices[to] > max ? "DEPOSIT_OVER_MAX" : "OK";
        RequestContact message = RequestContact.newBuilder()
                .setTo(address(to))
                .setMaxDeposit(amount(max))
                .build();
        long until = chain.now() + WAIT;
        if (step(from, message, expected)) {
            contacts.put(pair(from, to), new Model(prices[to], until));
            balances[from] -= prices[to];
        }
    }

    private void act(int kind, int from, int to) {
        Model model = contacts.get(pair(from, to));
        switch (kind) {
            case 0 -> {
                AcceptContact accept =
                        AcceptContact.newBuilder().setFrom(address(from)).build();
                if (step(to, accept, answerable(model)) && model != null) {
                    model.state = "ACCEPTED";
                    balances[from] += model.held;
                }
            }
            case 1 -> {
                RefuseContact refuse =
                        RefuseContact.newBuilder().setFrom(address(from)).build();
                if (step(to, refuse, answerable(model)) && model != null) {
                    model.state = "REFUSED";
                    balances[to] += model.held;
                }
            }
            case 2 -> {
                boolean early = model != null && chain.now() < model.until;
                String expected = answerable(model).equals("OK") && early ? "BAD_STATE" : answerable(model);
                WithdrawRequest withdraw =
                        WithdrawRequest.newBuilder().setTo(address(to)).build();
                if (step(from, withdraw, expected) && model != null) {
                    balances[from] += model.held;
                    contacts.remove(pair(from, to));
                }
            }
            default -> leave(from, to);
        }
    }

    private void leave(int signer, int other) {
        boolean asked = contacts.containsKey(pair(signer, other));
        String place = asked ? pair(signer, other) : pair(other, signer);
        Model model = contacts.get(place);
        boolean may = model != null && (model.state.equals("ACCEPTED") || (model.state.equals("REFUSED") && !asked));
        String expected = model == null ? "NOT_FOUND" : may ? "OK" : "BAD_STATE";
        RemoveContact remove =
                RemoveContact.newBuilder().setOther(address(other)).build();
        if (step(signer, remove, expected)) {
            contacts.remove(place);
        }
    }

    private void price(int account, long price) {
        SetInbox inbox =
                SetInbox.newBuilder().setAsset(EUR).setDeposit(amount(price)).build();
        assertThat(chain.outcome(account, inbox)).isEqualTo("OK");
        prices[account] = price;
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        Random random = new Random(seed);
        chain = ChatTest.chain();
        contacts.clear();
        for (int i = 0; i < PEOPLE; i++) {
            prices[i] = 0;
            balances[i] = FUNDS;
        }
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(15) == 0) {
                chain.pass(random.nextInt(400_000_000));
            }
            int from = random.nextInt(PEOPLE);
            int to = random.nextInt(PEOPLE);
            int kind = random.nextInt(8);
            if (kind == 7) {
                price(from, random.nextInt(100));
            } else if (kind >= 4) {
                ask(from, to, random.nextInt(120));
            } else if (from != to) {
                act(kind, from, to);
            }
            if (i % 50 == 0) {
                for (int account = 0; account < PEOPLE; account++) {
                    assertThat(chain.free(account, EUR)).isEqualTo(balances[account]);
                }
            }
        }
        chain.audit();
    }
}
