package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
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
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random messages of the agents module and under its mandates, from one seed: prints the last state root. */
final class AgentsReplay {
    private static final int OPERATIONS = 1_200;

    private final AgentChain chain = new AgentChain();
    private final Random random;
    private final List<ByteString> ids = new ArrayList<>();
    int decoded;
    int succeeded;

    AgentsReplay(long seed) {
        this.random = new Random(seed);
    }

    public static void main(String[] args) {
        System.out.println("root " + new AgentsReplay(7).run(OPERATIONS));
    }

    /** Returns the root after so many transactions, after an audit. */
    String run(int operations) {
        for (int i = 0; i < 3; i++) {
            var receipt = chain.run(
                    AgentChain.OWNER,
                    GrantMandate.newBuilder()
                            .setGrantee(AgentChain.of(AgentChain.AGENT))
                            .setLimits(AgentChain.limits())
                            .build());
            ids.add(((MandateGranted) receipt.events().getLast().body()).getMandate());
        }
        List<MessageSpec> specs = chain.executor.registry().messages().stream()
                .filter(spec -> spec.module().equals("agents")
                        || spec.module().equals("shop")
                        || spec.name().equals("Send"))
                .toList();
        for (int i = 0; i < operations; i++) {
            MessageSpec spec = specs.get(random.nextInt(specs.size()));
            step(spec, random(spec.descriptor(), 0));
        }
        chain.executor.audit(chain.state);
        return chain.state.root().hex();
    }

    private void step(MessageSpec spec, Message message) {
        int from = random.nextInt(4);
        boolean mandated = random.nextInt(3) == 0;
        TypedMessage.Builder typed =
                TypedMessage.newBuilder().setType(spec.type()).setValue(message.toByteString());
        if (mandated) {
            typed.setSigner(AgentChain.of(AgentChain.OWNER));
        }
        Draft draft = chain.draft(mandated ? AgentChain.AGENT : from).with(body -> {
            body.addMessages(typed);
            return mandated ? body.setMandate(ids.get(random.nextInt(ids.size()))) : body;
        });
        Bytes whole = draft.signed(Scheme.ML_DSA_44, Bytes.wrap(new byte[Scheme.ML_DSA_44.signatureBytes()]));
        refusedOrDecoded(broken(whole));
        Tx tx = refusedOrDecoded(whole);
        if (tx != null) {
            decoded++;
            var receipt = chain.block(tx).receipts().getFirst();
            succeeded += receipt.succeeded() ? 1 : 0;
            receipt.events()
                    .forEach(event -> event.body().getAllFields().forEach((field, value) -> {
                        if (value instanceof ByteString id && id.size() == 20 && ids.size() < 40) {
                            ids.add(id);
                        }
                    }));
        }
        if (random.nextInt(40) == 0) {
            chain.pass(3_600_000L * random.nextInt(3));
        }
    }

    private @Nullable Tx refusedOrDecoded(Bytes bytes) {
        try {
            return chain.executor.decode(bytes, chain.chain);
        } catch (RejectedException e) {
            return null;
        }
    }

    private Message random(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            for (int i = field.isRepeated() ? random.nextInt(3) : 1; i > 0; i--) {
                if (field.isRepeated()) {
                    message.addRepeatedField(field, value(field, depth));
                } else if (random.nextInt(10) > 0) {
                    message.setField(field, value(field, depth));
                }
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT ->
                List.of(AgentChain.SEND_TYPE, Shop.TYPE, 1, 2, 3, 4, random.nextInt())
                        .get(random.nextInt(7));
            case LONG -> longValue(format);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> List.of("", "ixi", "EUR", "order.create", "GOLD").get(random.nextInt(5));
            case BYTE_STRING -> bytes(format);
            case MESSAGE ->
                depth < 3
                        ? random(field.getMessageType(), depth + 1)
                        : DynamicMessage.getDefaultInstance(field.getMessageType());
            case ENUM -> field.getEnumType().getValues().get(random.nextInt(2));
            case FLOAT, DOUBLE -> throw new AssertionError("no such fields");
        };
    }

    private long longValue(Format format) {
        if (format == Format.FORMAT_TIME) {
            return chain.now() + 60_000L * random.nextInt(5_000);
        }
        return random.nextInt(10) == 0 ? random.nextLong() : 60L + random.nextInt(4_000);
    }

    private ByteString bytes(Format format) {
        return switch (format) {
            case FORMAT_AMOUNT ->
                List.of(AgentChain.amount(random.nextInt(300)), AgentChain.amount(1_000_000), Amount.MAX.toByteString())
                        .get(random.nextInt(20) == 0 ? 2 : random.nextInt(2));
            case FORMAT_ADDRESS, FORMAT_HASH -> AgentChain.of(random.nextInt(5));
            default -> random.nextInt(8) == 0 ? ByteString.copyFrom(new byte[3]) : ids.get(random.nextInt(ids.size()));
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
