package io.ixi.vm.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Shapes against the parser: what a shape accepts parses, and re-encodes to the same bytes. */
class ShapePropertyTest {
    private static final Shape BODY = Shape.of(TransactionBody.getDescriptor());
    private static final Shape GENESIS = Shape.of(Genesis.getDescriptor());

    private static TransactionBody.Builder body() {
        return TransactionBody.newBuilder()
                .setChain(ByteString.copyFrom(new byte[32]))
                .setAccount(ByteString.copyFrom(new byte[32]))
                .setSequence(300)
                .setValidUntilHeight(-1)
                .setMaxFee(ByteString.copyFrom(new byte[] {1, 0}))
                .addMessages(TypedMessage.newBuilder().setType(513).setValue(ByteString.copyFromUtf8("x")))
                .addMessages(TypedMessage.newBuilder())
                .setKey(Key.newBuilder().setScheme(1));
    }

    private static void agree(byte[] bytes) {
        if (BODY.check(bytes) != null) {
            return;
        }
        try {
            TransactionBody parsed = TransactionBody.parseFrom(bytes);
            assertThat(parsed.toByteArray()).isEqualTo(bytes);
            assertThat(parsed.getUnknownFields().getSerializedSize()).isZero();
            assertThat(parsed.getMessagesCount()).isLessThanOrEqualTo(16);
            assertThat(parsed.getChain().size()).isEqualTo(32);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("accepted, but does not parse", e);
        }
    }

    @Property(tries = 3000)
    void changedBytesAreCanonicalOrRefused(
            @ForAll @IntRange(max = 110) int at, @ForAll byte value, @ForAll @IntRange(max = 2) int how) {
        byte[] bytes = body().build().toByteArray();
        int place = at % bytes.length;
        switch (how) {
            case 0 -> bytes[place] = value;
            case 1 -> bytes = Arrays.copyOf(bytes, place);
            default -> {
                byte[] longer = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, longer, 0, place);
                longer[place] = value;
                System.arraycopy(bytes, place, longer, place + 1, bytes.length - place);
                bytes = longer;
            }
        }
        agree(bytes);
    }

    @Property(tries = 3000)
    void noiseIsCanonicalOrRefused(@ForAll @Size(max = 80) byte[] noise) {
        agree(noise);
    }

    @Property(tries = 500)
    void whatTheLibraryWritesIsCanonical(
            @ForAll long a, @ForAll int b, @ForAll @Size(max = 40) byte[] c, @ForAll @IntRange(max = 5) int count) {
        Genesis.Builder genesis = Genesis.newBuilder()
                .setChainName("n")
                .setTimeMs(a)
                .setProtocol(b)
                .setLimits(Limits.newBuilder().setBlockBytes(b).setBlockGas(a));
        for (int i = 0; i < count; i++) {
            genesis.addValidators(
                    GenesisValidator.newBuilder().setName("v" + i).setPower(a).setPublicKey(ByteString.copyFrom(c)));
        }
        assertThat(GENESIS.check(genesis.build().toByteArray())).isNull();
    }

    private static KernelError fault(TransactionBody.Builder body) {
        Shape.Fault fault = BODY.check(body.build().toByteArray());
        return fault == null ? KernelError.OK : fault.error();
    }

    @Example
    void limitsAndFormatsHaveTheirOwnCodes() {
        assertThat(fault(body())).isEqualTo(KernelError.OK);
        assertThat(fault(body().clearChain())).isEqualTo(KernelError.BAD_ADDRESS);
        assertThat(fault(body().setAccount(ByteString.copyFrom(new byte[31])))).isEqualTo(KernelError.BAD_ADDRESS);
        assertThat(fault(body().setMaxFee(ByteString.copyFrom(new byte[17])))).isEqualTo(KernelError.BAD_AMOUNT);
        assertThat(fault(body().setMaxFee(ByteString.copyFrom(new byte[] {0, 1}))))
                .isEqualTo(KernelError.BAD_AMOUNT);
        byte[] long17 = new byte[17];
        long17[0] = 1;
        assertThat(fault(body().setMaxFee(ByteString.copyFrom(long17)))).isEqualTo(KernelError.BAD_AMOUNT);
        for (int i = 0; i < 15; i++) {
            assertThat(fault(body().addMessages(TypedMessage.newBuilder().setType(i))))
                    .isEqualTo(KernelError.OK);
        }
        TransactionBody.Builder many = body();
        for (int i = 0; i < 15; i++) {
            many.addMessages(TypedMessage.newBuilder().setType(1));
        }
        assertThat(fault(many)).isEqualTo(KernelError.LIMIT);
        assertThat(fault(body().setKey(Key.newBuilder().setPublicKey(ByteString.copyFrom(new byte[2593])))))
                .isEqualTo(KernelError.LIMIT);
    }
}
