package io.ixi.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** People who chat through a relay that reads along. */
class ChatTest {
    private static final Bytes GROUP = Bytes.wrap(new byte[20]);

    private final Map<Hash, List<Bytes>> boxes = new TreeMap<>();
    private final Map<Long, Hash> chain = new TreeMap<>();
    private final Relay relay = new Relay() {
        @Override
        public void put(Hash box, Bytes content) {
            assertThat(content.size()).isLessThanOrEqualTo(MAX_BYTES);
            boxes.computeIfAbsent(box, none -> new ArrayList<>()).add(content);
        }

        @Override
        public Page get(Hash box, long from) {
            List<Bytes> all = boxes.getOrDefault(box, List.of());
            List<Bytes> found = List.copyOf(all.subList((int) Math.min(from, all.size()), all.size()));
            return new Page(found, from + found.size());
        }
    };
    private final ChatMember alice = member(1);
    private final ChatMember bob = member(2);
    private final ChatMember carol = member(3);

    private ChatMember member(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) number;
        return new ChatMember(SigningKey.fromSeed(Scheme.ML_DSA_44, seed), relay);
    }

    /** As the chain orders commits: the first to an epoch counts. */
    private boolean commit(long epoch, ChatMember.Proposal proposal) {
        return chain.putIfAbsent(epoch, proposal.commit()) == null;
    }

    private boolean accepted(Bytes group, long epoch, Hash commit) {
        return commit.equals(chain.get(epoch));
    }

    private void begin(long epoch, ChatMember.Proposal proposal, ChatMember... others) throws Exception {
        assertThat(commit(epoch, proposal)).isTrue();
        proposal.begin();
        for (ChatMember other : others) {
            assertThat(other.sync(this::accepted)).isEqualTo(1);
        }
    }

    private static List<String> texts(List<Session.Message> messages) {
        return messages.stream()
                .map(message -> new String(message.content().toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> read(ChatMember who) throws Exception {
        return texts(who.receive(GROUP));
    }

    private void together() throws Exception {
        KeyPackage bobs = alice.fetch(bob.publish().hash());
        assertThat(bobs.account()).isEqualTo(bob.address());
        begin(0, alice.create(GROUP, List.of(bobs)), bob);
    }

    @Test
    void twoPeopleTalkAndTheRelayLearnsNothing() throws Exception {
        together();
        alice.send(GROUP, "a secret for bob");
        alice.send(GROUP, "and another");
        bob.send(GROUP, "thank you");
        List<Session.Message> messages = bob.receive(GROUP);
        assertThat(texts(messages)).containsExactly("a secret for bob", "and another");
        assertThat(messages).allMatch(message -> message.from().equals(alice.address()));
        assertThat(read(bob)).as("each is read once").isEmpty();
        assertThat(read(alice)).containsExactly("thank you");
        for (List<Bytes> box : boxes.values()) {
            for (Bytes entry : box) {
                assertThat(new String(entry.toArray(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret", "thank");
            }
        }
        Session.Message first = messages.getFirst();
        assertThat(first.commitment())
                .as("as chat.ReportFranked opens it")
                .isEqualTo(Hash.sha256(
                        "IXI-frank-v1".getBytes(StandardCharsets.US_ASCII),
                        first.frankKey().toArray(),
                        first.contentHash().toBytes()));
    }

    @Test
    void whoJoinsReadsNothingEarlierAndWhoLeavesNothingLater() throws Exception {
        together();
        alice.send(GROUP, "before carol");
        begin(1, alice.change(GROUP, List.of(), List.of(carol.publish())), bob, carol);
        bob.send(GROUP, "welcome");
        assertThat(read(carol)).containsExactly("welcome");
        assertThat(read(alice)).containsExactly("welcome");
        assertThat(read(bob)).containsExactly("before carol");
        begin(2, carol.change(GROUP, List.of(bob.address()), List.of()), alice);
        assertThat(bob.sync(this::accepted)).isZero();
        alice.send(GROUP, "after bob");
        assertThat(read(carol)).containsExactly("after bob");
        assertThat(read(bob)).isEmpty();
        assertThat(alice.epoch(GROUP)).isEqualTo(2);
        assertThat(bob.epoch(GROUP)).isEqualTo(1);
    }

    /** S15: of two commits to one epoch the chain takes one; who lost takes that in and commits again. */
    @Test
    void twoWhoCommitAtOnceDoNotSplitTheGroup() throws Exception {
        together();
        ChatMember.Proposal alices = alice.change(GROUP, List.of(), List.of(carol.publish()));
        ChatMember.Proposal bobs = bob.change(GROUP, List.of(), List.of());
        begin(1, bobs, alice);
        assertThat(commit(1, alices)).isFalse();
        alices.begin();
        assertThat(bob.sync(this::accepted)).as("the chain did not take it").isZero();
        assertThat(carol.sync(this::accepted)).isZero();
    }

    @Test
    void nobodyWritesInAnothersNameOrTwice() throws Exception {
        together();
        alice.send(GROUP, "once");
        List<Bytes> box = boxes.values().stream()
                .filter(entries -> entries.getLast().size() < 5_000)
                .reduce((a, b) -> b)
                .orElseThrow();
        Bytes original = box.getLast();
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] altered = original.toArray();
            altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
            for (List<Bytes> all : List.copyOf(boxes.values())) {
                all.add(Bytes.wrap(altered));
            }
        }
        for (List<Bytes> all : boxes.values()) {
            all.add(original);
        }
        assertThat(read(bob)).containsExactly("once");
        assertThat(bob.sync(this::accepted)).isZero();
        alice.send(GROUP, "still here");
        assertThat(read(bob)).containsExactly("still here");
    }

    @Test
    void aMemberWhoseNodeIsBehindBeginsTheEpochLater() throws Exception {
        ChatMember.Proposal proposal = alice.create(GROUP, List.of(bob.publish()));
        assertThat(commit(0, proposal)).isTrue();
        proposal.begin();
        assertThat(bob.sync((group, epoch, commit) -> false)).isZero();
        assertThat(bob.sync(this::accepted)).isEqualTo(1);
        alice.send(GROUP, "hello");
        assertThat(read(bob)).containsExactly("hello");
    }

    /** A relay knows the box and the form of what is in it. */
    @Test
    void numbersThatNobodyWroteUseNoKeysUp() throws Exception {
        together();
        alice.send(GROUP, "first");
        List<Bytes> box = boxes.values().stream()
                .filter(entries -> entries.getLast().size() < 5_000)
                .reduce((a, b) -> b)
                .orElseThrow();
        Bytes first = box.removeLast();
        for (int number = 0; number < 500; number++) {
            box.add(new Writer()
                    .u16(1)
                    .u31(number % 70)
                    .bytes(Bytes.wrap(new byte[300]))
                    .toBytes());
        }
        box.add(first);
        alice.send(GROUP, "second");
        assertThat(read(bob)).containsExactly("first", "second");
    }

    @Test
    void messagesThatArriveOutOfOrderAreReadAndLostOnesAreNotWaitedFor() throws Exception {
        together();
        for (int i = 0; i < 5; i++) {
            alice.send(GROUP, "message " + i);
        }
        List<Bytes> box = boxes.values().stream()
                .filter(entries -> entries.size() == 5)
                .findFirst()
                .orElseThrow();
        Collections.reverse(box);
        box.remove(2);
        assertThat(read(bob)).containsExactly("message 4", "message 3", "message 1", "message 0");
    }

    @Test
    void aKeyPackageOfSomebodyElseIsRefused() throws Exception {
        KeyPackage made = bob.publish();
        KeyPackage forged =
                new KeyPackage(made.scheme(), member(9).publish().accountKey(), made.kemKey(), made.signature());
        assertThatThrownBy(() -> KeyPackage.decode(forged.encode())).isInstanceOf(ChatException.class);
        assertThatThrownBy(() -> KeyPackage.decode(Bytes.wrap(new byte[40]))).isInstanceOf(ChatException.class);
        assertThatThrownBy(() -> alice.fetch(forged.hash())).isInstanceOf(ChatException.class);
        assertThatThrownBy(() -> alice.send(GROUP, "to nobody")).isInstanceOf(ChatException.class);
    }
}
