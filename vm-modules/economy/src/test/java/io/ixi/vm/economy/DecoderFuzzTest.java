package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hostile bytes: every message of every module with random fields, then broken in one place. Whatever decodes also
 * executes to a receipt, and every invariant holds afterwards. {@code -Dixi.operations} sets how many.
 */
class DecoderFuzzTest {
    private final int operations = Integer.getInteger("ixi.operations", 3_000);
    private final long seed = Long.getLong("ixi.seed", 20_261_123L);
    private final Random random = new Random(seed);
    private final TestChain chain = new StakingChain().chain;

    private Message random(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            int count = field.isRepeated() ? random.nextInt(4) : 1;
            for (int i = 0; i < count; i++) {
                if (field.isRepeated()) {
                    message.addRepeatedField(field, value(field, depth));
                } else if (random.nextInt(8) > 0
                        && (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || depth < 3)) {
                    message.setField(field, value(field, depth));
                }
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? random.nextInt(8) : random.nextInt();
            case LONG -> random.nextBoolean() ? random.nextInt(8) : random.nextLong();
            case BOOLEAN -> random.nextBoolean();
            case STRING ->
                List.of("", "ixi", "EUR", "fee", "burn_ppm", "GOLD", "a.b").get(random.nextInt(7));
            case BYTE_STRING -> bytes(format);
            case MESSAGE ->
                depth < 3
                        ? random(field.getMessageType(), depth + 1)
                        : DynamicMessage.getDefaultInstance(field.getMessageType());
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case FLOAT, DOUBLE -> throw new AssertionError("no such fields");
        };
    }

    private ByteString bytes(Format format) {
        return switch (format) {
            case FORMAT_AMOUNT ->
                List.of(TestChain.amount(random.nextInt(1_000)), Amount.MAX.toByteString(), TestChain.amount(1L << 50))
                        .get(random.nextInt(3));
            case FORMAT_ADDRESS, FORMAT_HASH ->
                TestChain.account(random.nextInt(8)).toByteString();
            default -> {
                byte[] raw = new byte[List.of(0, 3, 20, 32).get(random.nextInt(4))];
                random.nextBytes(raw);
                yield ByteString.copyFrom(raw);
            }
        };
    }

    private Bytes broken(Bytes whole) {
        byte[] bytes = whole.toArray();
        return switch (random.nextInt(4)) {
            case 0 -> Bytes.wrap(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            case 1 -> Bytes.wrap(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(4)));
            default -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                yield Bytes.wrap(bytes);
            }
        };
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        System.out.println("DecoderFuzzTest seed " + seed + ", operations " + operations);
        chain.flat();
        List<MessageSpec> specs = chain.executor.registry().messages();
        int decoded = 0;
        int succeeded = 0;
        List<Tx> block = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            MessageSpec spec = specs.get(random.nextInt(specs.size()));
            Message message = random(spec.descriptor(), 0);
            int from = i % StakingChain.ACCOUNTS;
            TypedMessage typed = TypedMessage.newBuilder()
                    .setType(spec.type())
                    .setValue(message.toByteString())
                    .build();
            Bytes whole =
                    TestChain.sign(chain.draft(from, chain.executor.sequence(TestChain.account(from), chain.state))
                            .with(body -> body.addMessages(typed)));
            refusedOrDecoded(broken(whole));
            Tx tx = refusedOrDecoded(whole);
            if (tx != null) {
                decoded++;
                block.add(tx);
            }
            if (from == StakingChain.ACCOUNTS - 1) {
                succeeded += (int) chain.select(block).receipts().stream()
                        .filter(receipt -> receipt.succeeded())
                        .count();
                block.clear();
            }
        }
        System.out.println("decoded " + decoded + ", succeeded " + succeeded);
        assertThat(decoded).isGreaterThan(operations / 4);
        assertThat(succeeded).isGreaterThan(operations / 100);
        chain.executor.audit(chain.state);
    }

    private @Nullable Tx refusedOrDecoded(Bytes bytes) {
        try {
            return chain.executor.decode(bytes, chain.chain);
        } catch (RejectedException e) {
            return null;
        }
    }
}
