package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipts;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Frozen bytes: every message, event and state value with each field set, and a scenario's keys, receipts and roots. A
 * difference means a new version of the rules, or a mistake. {@code -Dixi.golden=write} rewrites the file.
 */
class EconomyConformanceTest {
    private static final Path FILE = Path.of("src/test/resources/io/ixi/vm/economy/economy.golden");

    private final Map<String, String> actual = new TreeMap<>();

    /** A message with every field set to a value that follows from its number. */
    private static Message sample(Descriptor type) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (field.isRepeated()) {
                message.addRepeatedField(field, value(field));
                message.addRepeatedField(field, value(field));
            } else {
                message.setField(field, value(field));
            }
        }
        return message.build();
    }

    private static Object value(FieldDescriptor field) {
        int number = field.getNumber();
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT -> number + 1000;
            case LONG -> number + (1L << 40);
            case BOOLEAN -> true;
            case STRING -> "text" + number;
            case BYTE_STRING ->
                switch (format) {
                    case FORMAT_AMOUNT -> Amount.product(number, 1L << 40).toByteString();
                    case FORMAT_ADDRESS, FORMAT_HASH ->
                        ByteString.copyFrom(TestChain.account(number).hash().toBytes());
                    default -> ByteString.copyFromUtf8("bytes" + number);
                };
            case MESSAGE -> sample(field.getMessageType());
            case ENUM -> field.getEnumType().getValues().getLast();
            case FLOAT, DOUBLE -> throw new AssertionError("no such fields");
        };
    }

    private void add(String name, Bytes bytes) {
        assertThat(actual.put(name, bytes.hex())).isNull();
    }

    private void descriptors() {
        Registry registry = Registry.of(TestChain.economy());
        registry.messages().forEach(spec -> put("message", spec.descriptor(), spec.type()));
        registry.events().forEach(spec -> put("event", spec.descriptor(), spec.type()));
        registry.modules().forEach(spec -> put("genesis", spec.genesis().getDescriptorForType(), spec.id()));
        put("wire", Genesis.getDescriptor(), 0);
        put("wire", Transaction.getDescriptor(), 0);
        put("wire", TransactionBody.getDescriptor(), 0);
        registry.tables().forEach(spec -> put("table", spec.prototype().getDescriptorForType(), spec.number()));
    }

    private void put(String kind, Descriptor type, int number) {
        add(
                kind + "." + type.getFullName() + "." + number,
                Bytes.wrap(sample(type).toByteArray()));
    }

    private void scenario() {
        TestChain chain = new TestChain(3, Amount.of(1_000_000_000_000L));
        add("chain", Bytes.wrap(chain.id.toBytes()));
        add("root.0", Bytes.wrap(chain.state.root().toBytes()));
        ByteString bob = TestChain.account(1).toByteString();
        Send send = Send.newBuilder().setTo(bob).setAmount(TestChain.amount(7)).build();
        Output out =
                Output.newBuilder().setTo(bob).setAmount(TestChain.amount(9)).build();
        List<List<Message>> blocks = List.of(
                List.of(send),
                List.of(CreateAsset.newBuilder()
                        .setSymbol("GOLD")
                        .setSupply(TestChain.amount(5))
                        .build()),
                List.of(MultiSend.newBuilder().addOutputs(out).addOutputs(out).build(), send),
                List.of(Burn.newBuilder().setAmount(TestChain.amount(3)).build()),
                List.of(Burn.newBuilder().setAmount(Amount.MAX.toByteString()).build()),
                List.of(RotateKey.newBuilder()
                        .setScheme(3)
                        .setPublicKey(ByteString.copyFrom(new byte[2592]))
                        .build()));
        for (List<Message> messages : blocks) {
            long sequence = chain.state.height();
            Draft draft = chain.draft(0, sequence, messages.toArray(Message[]::new));
            Tx tx = chain.decode(draft);
            long height = sequence + 1;
            add("body." + height, Bytes.wrap(draft.body().toByteArray()));
            add("id." + height, Bytes.wrap(tx.id().toBytes()));
            add("signing." + height, Bytes.wrap(tx.signingHash().toBytes()));
            Executed executed = chain.block(tx);
            add("receipt." + height, Receipts.encode(executed.receipts().getFirst()));
            add("root." + height, Bytes.wrap(executed.stateRoot().toBytes()));
            add("receipts." + height, Bytes.wrap(executed.receiptsRoot().toBytes()));
            Bytes key = executed.writes().firstKey();
            add("proof." + height, Tree.prove(chain.state, height, key));
            executed.writes().forEach((written, value) -> {
                if (value.isPresent() && value.get().size() < 200) {
                    add("write." + height + "." + written.hex(), value.get());
                }
            });
        }
    }

    @Test
    void bytesAreThoseOfTheFile() throws IOException {
        descriptors();
        scenario();
        StringBuilder text = new StringBuilder();
        actual.forEach((name, hex) -> text.append(name).append(' ').append(hex).append('\n'));
        if ("write".equals(System.getProperty("ixi.golden"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text.toString());
        }
        assertThat(text.toString()).isEqualTo(Files.readString(FILE));
    }
}
