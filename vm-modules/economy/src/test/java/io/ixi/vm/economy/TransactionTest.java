package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.SignatureCheck;
import io.ixi.vm.kernel.tx.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Bytes from outside: each way to be wrong has its own code. */
class TransactionTest {
    private static final long FUNDS = 1_000_000_000_000L;

    private final TestChain chain = new TestChain(3, Amount.of(FUNDS));
    private final Send send = Send.newBuilder()
            .setTo(TestChain.account(1).toByteString())
            .setAmount(TestChain.amount(5))
            .build();
    private final TransactionBody body = chain.draft(0, 0, send).body();

    private static void rejected(String name, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    private Bytes wire(TransactionBody.Builder changed) {
        return wire(changed.build().toByteString());
    }

    private static Bytes wire(ByteString body) {
        return Bytes.wrap(Transaction.newBuilder()
                .setBody(body)
                .addSignatures(Signature.newBuilder().setScheme(1).setSignature(ByteString.copyFrom(new byte[2420])))
                .build()
                .toByteArray());
    }

    private void decodes(String name, Bytes bytes) {
        rejected(name, () -> chain.executor.decode(bytes, chain.id));
    }

    @Test
    void shouldRejectWhatIsNotTheCanonicalForm() throws RejectedException {
        Bytes good = wire(body.toBuilder());
        assertThat(chain.executor.decode(good, chain.id).calls()).hasSize(1);
        decodes("MALFORMED", Bytes.wrap(new byte[] {1, 2, 3}));
        decodes("MALFORMED", Bytes.wrap(Arrays.copyOf(good.toArray(), good.size() + 1)));
        decodes("MALFORMED", Bytes.wrap(Arrays.copyOf(good.toArray(), good.size() - 1)));
        ByteString raw = body.toByteString();
        decodes("MALFORMED", wire(raw.concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 1, 1}))));
        decodes("MALFORMED", wire(raw.concat(raw)));
        Send.Builder unknown = send.toBuilder();
        ByteString extended = unknown.build().toByteString().concat(ByteString.copyFrom(new byte[] {0x20, 1}));
        decodes(
                "MALFORMED",
                wire(body.toBuilder()
                        .setMessages(0, TypedMessage.newBuilder().setType(513).setValue(extended))));
        decodes(
                "MALFORMED",
                wire(body.toBuilder()
                        .setMessages(0, TypedMessage.newBuilder().setType(515).setValue(ByteString.copyFrom(new byte[] {
                            10, 1, (byte) 0xff
                        })))));
    }

    @Test
    void shouldRejectWhatBreaksALimit() {
        decodes("OVERSIZED", Bytes.wrap(new byte[Tx.MAX_BYTES + 1]));
        decodes("NO_MESSAGES", wire(body.toBuilder().clearMessages()));
        TransactionBody.Builder many = body.toBuilder();
        for (int i = 0; i < 16; i++) {
            many.addMessages(body.getMessages(0));
        }
        decodes("TOO_MANY_MESSAGES", wire(many));
        decodes(
                "LIMIT",
                wire(typed(Draft.typed(send.toBuilder().setAsset("x".repeat(41)).build()))));
        decodes(
                "LIMIT",
                wire(typed(Draft.typed(
                        CreateAsset.newBuilder().setSymbol("A".repeat(17)).build()))));
        decodes("LIMIT", wire(body.toBuilder().setSequence(-1)));
    }

    private TransactionBody.Builder typed(TypedMessage message) {
        return body.toBuilder().setMessages(0, message);
    }

    @Test
    void shouldRejectBadAmountsAddressesTypesAndChains() {
        byte[] tooBig = new byte[17];
        tooBig[0] = 1;
        decodes(
                "BAD_AMOUNT",
                wire(typed(Draft.typed(
                        send.toBuilder().setAmount(ByteString.copyFrom(tooBig)).build()))));
        decodes("BAD_AMOUNT", wire(body.toBuilder().setMaxFee(ByteString.copyFrom(new byte[] {0, 1}))));
        decodes("BAD_ADDRESS", wire(typed(Draft.typed(send.toBuilder().clearTo().build()))));
        decodes("BAD_ADDRESS", wire(body.toBuilder().setAccount(ByteString.copyFrom(new byte[31]))));
        decodes(
                "UNKNOWN_MESSAGE",
                wire(typed(TypedMessage.newBuilder().setType(999).build())));
        decodes("WRONG_CHAIN", wire(body.toBuilder().setChain(ByteString.copyFrom(new byte[32]))));
        decodes(
                "KEY_MISMATCH",
                wire(body.toBuilder().setKey(body.getKey().toBuilder().setScheme(2))));
        decodes(
                "BAD_SIG",
                Bytes.wrap(Transaction.newBuilder()
                        .setBody(body.toByteString())
                        .addSignatures(
                                Signature.newBuilder().setScheme(1).setSignature(ByteString.copyFrom(new byte[2419])))
                        .build()
                        .toByteArray()));
    }

    @Test
    void shouldNeverAcceptOtherBytesForTheSameTransaction() {
        long seed = 7;
        Random random = new Random(seed);
        byte[] good = wire(body.toBuilder()).toArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            int at = random.nextInt(good.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Tx tx = chain.executor.decode(Bytes.wrap(bytes), chain.id);
                // what still decodes is another transaction, or the same with another signature
                boolean same = tx.id().equals(Domain.transactionId(body.toByteArray()));
                assertThat(same)
                        .as("seed %d, byte %d", seed, at)
                        .isEqualTo(tx.body().equals(body));
            } catch (RejectedException e) {
                assertThat(e.rejection().code()).isPositive();
            }
        }
    }

    @Test
    void shouldAdmitOnlyWhatABlockCanHold() throws RejectedException {
        long height = chain.state.height() + 1;
        admitted("EXPIRED_TX", body.toBuilder().setValidUntilHeight(height - 1));
        admitted("EXPIRY_TOO_FAR", body.toBuilder().setValidUntilHeight(height + 20_001));
        admitted("FEE_TOO_LOW", body.toBuilder().setMaxFee(TestChain.amount(1)));
        admitted("INSUFFICIENT_FEE_BALANCE", chain.draft(9, 0, send).body().toBuilder());
        Tx gap = chain.executor.decode(wire(body.toBuilder().setSequence(7)), chain.id);
        chain.executor.admit(gap, chain.state, height);
        chain.run(0, send);
        admitted("BAD_SEQ", body.toBuilder());
    }

    private void admitted(String name, TransactionBody.Builder changed) throws RejectedException {
        Tx tx = chain.executor.decode(wire(changed), chain.id);
        rejected(name, () -> chain.executor.admit(tx, chain.state, chain.state.height() + 1));
        rejected(name, () -> chain.executor.execute(chain.next(), List.of(tx), chain.state));
    }

    @Test
    void shouldGiveTheSameIdWhateverTheSignature() throws RejectedException {
        Draft draft = chain.draft(0, 0, send);
        Tx unsigned = chain.executor.decode(draft.unsigned(), chain.id);
        Tx signed = chain.decode(draft);
        assertThat(unsigned.id()).isEqualTo(signed.id()).isEqualTo(draft.id());
        assertThat(unsigned.gas()).isEqualTo(signed.gas());
        assertThat(signed.signingHash()).isEqualTo(draft.signingHash());
        rejected("BAD_SIG", () -> chain.executor.signatureChecks(unsigned, chain.state));
        assertThat(chain.executor.simulate(unsigned, chain.next(), chain.state).succeeded())
                .isTrue();
    }

    @Test
    void shouldAskForTheRightSignature() throws RejectedException {
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, new byte[32])) {
            Address account = Address.of(1, key.publicKey());
            Draft draft = Draft.of(
                    chain.id,
                    Draft.key(Scheme.ML_DSA_44, key.publicKey()),
                    account,
                    0,
                    50,
                    TestChain.MAX_FEE,
                    List.of(send));
            byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
            Tx tx = chain.executor.decode(draft.signed(Scheme.ML_DSA_44, Bytes.wrap(signature)), chain.id);
            List<SignatureCheck> checks = chain.executor.signatureChecks(tx, chain.state);
            assertThat(checks).hasSize(1);
            SignatureCheck check = checks.getFirst();
            assertThat(MlDsaVerifier.verify(
                            check.scheme(),
                            check.publicKey().toArray(),
                            Domain.txContext(),
                            check.message().toArray(),
                            check.signature().toArray()))
                    .isTrue();
            assertThat(check.message()).isEqualTo(Bytes.wrap(draft.signingHash().toBytes()));
        }
        rejected(
                "KEY_REQUIRED",
                () -> chain.executor.signatureChecks(
                        chain.decode(chain.draft(0, 0, send).withoutKey()), chain.state));
        rejected("WRONG_CHAIN", () -> chain.executor.decode(wire(body.toBuilder()), Hash.ZERO));
    }
}
