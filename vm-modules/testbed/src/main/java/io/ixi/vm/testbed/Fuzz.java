package io.ixi.vm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hostile bytes: every message of a module with random fields, then broken in one place. Ids are those of objects that
 * events told of, so that messages meet what exists. Whatever decodes also executes to a receipt, and every invariant
 * holds afterwards. {@code -Dixi.operations} sets how many, {@code -Dixi.seed} which.
 */
public final class Fuzz {
    private static final int IDS = 200;

    /** Few, so that they meet what is their own. */
    private static final int SENDERS = 4;

    private static final int STEP_MS = 40_000;

    private final int operations = Integer.getInteger("ixi.operations", 3_000);
    private final long seed = Long.getLong("ixi.seed", 20_261_123L);
    private final Random random = new Random(seed);
    private final ModuleChain chain;
    private final String module;
    private final List<ByteString> ids = new ArrayList<>();
    private final List<String> texts;
    private Drafting drafting = this::plain;
    private final TreeMap<String, Integer> succeeded = new TreeMap<>();

    /**
     * @param module whose messages; empty: those of all modules
     * @param texts what strings may say
     */
    public Fuzz(ModuleChain chain, String module, String... texts) {
        this.chain = chain;
        this.module = module;
        this.texts = List.of(texts);
    }

    /** Makes a transaction of a message in another way than in its sender's own name. */
    @FunctionalInterface
    public interface Drafting {
        Draft of(Random random, int sender, TypedMessage message, List<ByteString> ids);
    }

    /** The same with transactions made so. */
    public Fuzz drafted(Drafting other) {
        drafting = other;
        return this;
    }

    private Draft plain(Random unused, int sender, TypedMessage message, List<ByteString> known) {
        return chain.draft(sender).with(body -> body.addMessages(message));
    }

    /** Runs it. Returns how often each message succeeded. */
    public Map<String, Integer> run() {
        System.out.println("Fuzz of " + (module.isEmpty() ? "all modules" : module) + ", seed " + seed + ", operations "
                + operations);
        List<MessageSpec> specs = chain.executor.registry().messages().stream()
                .filter(spec -> module.isEmpty() || spec.module().equals(module))
                .toList();
        int decoded = 0;
        List<Tx> block = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            MessageSpec spec = specs.get(random.nextInt(specs.size()));
            TypedMessage typed = TypedMessage.newBuilder()
                    .setType(spec.type())
                    .setValue(random(spec.descriptor(), 0).toByteString())
                    .build();
            Bytes whole = ModuleChain.signed(drafting.of(random, i % SENDERS, typed, ids));
            refusedOrDecoded(broken(whole));
            Tx tx = refusedOrDecoded(whole);
            if (tx != null) {
                decoded++;
                block.add(tx);
            }
            if (i % SENDERS == SENDERS - 1) {
                execute(block);
                block.clear();
            }
        }
        System.out.println("decoded " + decoded + ", succeeded " + succeeded);
        assertThat(decoded).isGreaterThan(operations / 4);
        chain.audit();
        return succeeded;
    }

    private void execute(List<Tx> block) {
        if (random.nextInt(4) == 0) {
            chain.pass(random.nextInt(STEP_MS));
        }
        List<Receipt> receipts = chain.select(block).receipts();
        for (Receipt receipt : receipts) {
            receipt.events().forEach(event -> harvest(event.body()));
        }
        for (Tx tx : block) {
            receipts.stream()
                    .filter(receipt ->
                            receipt.succeeded() && receipt.transaction().equals(tx.id()))
                    .forEach(receipt ->
                            succeeded.merge(tx.calls().getFirst().spec().name(), 1, Integer::sum));
        }
    }

    private void harvest(Message event) {
        event.getAllFields().forEach((field, value) -> {
            if (value instanceof ByteString bytes && bytes.size() == ObjectId.BYTES && !ids.contains(bytes)) {
                if (ids.size() < IDS) {
                    ids.add(bytes);
                } else {
                    ids.set(random.nextInt(IDS), bytes);
                }
            }
        });
    }

    private @Nullable Tx refusedOrDecoded(Bytes bytes) {
        try {
            return chain.executor.decode(bytes, chain.id);
        } catch (RejectedException e) {
            return null;
        }
    }

    private Message random(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean deep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= 3;
            int count = field.isRepeated() && !deep ? random.nextInt(4) : 1;
            for (int i = 0; i < count; i++) {
                if (field.isRepeated()) {
                    message.addRepeatedField(field, value(field, depth));
                } else if (random.nextInt(field.hasPresence() ? 2 : 8) > 0 && !deep) {
                    message.setField(field, value(field, depth));
                }
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT -> random.nextInt(4) > 0 ? random.nextInt(8) : random.nextInt();
            case LONG -> number(format);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> texts.isEmpty() ? "" : texts.get(random.nextInt(texts.size()));
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

    private long number(Format format) {
        if (format == Format.FORMAT_TIME && random.nextInt(4) > 0) {
            return chain.now() + random.nextInt(100_000_000) - 20_000_000;
        }
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(8);
            case 1 -> random.nextInt(100_000);
            case 2 -> random.nextLong();
            default -> 3_600L * random.nextInt(100);
        };
    }

    private ByteString bytes(Format format) {
        return switch (format) {
            case FORMAT_AMOUNT ->
                List.of(
                                ModuleChain.amount(random.nextInt(1_000)),
                                Amount.MAX.toByteString(),
                                ModuleChain.amount(1L << 50))
                        .get(random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0);
            case FORMAT_ADDRESS, FORMAT_HASH -> ModuleChain.address(random.nextInt(SENDERS));
            default -> {
                if (!ids.isEmpty() && random.nextInt(8) > 0) {
                    yield ids.get(random.nextInt(ids.size()));
                }
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
}
