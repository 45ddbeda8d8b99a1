package io.ixi.vm.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumOptions;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.EventOptions;
import io.ixi.vm.kernel.proto.MsgOptions;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.QueryOptions;
import io.ixi.vm.kernel.state.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each rule of descriptors is checked when the registry is made. */
class RegistryTest {
    /** A module of a descriptor, handled and answered by nothing. */
    private record Toy(FileDescriptor descriptor, List<Handler<?>> handlers, List<Query<?, ?>> queries)
            implements Module {
        @Override
        public Handler<? extends Message> genesis() {
            return Handler.of(empty(descriptor.findMessageTypeByName("GenesisState")), (context, state) -> {});
        }

        @Override
        public void check(Overlay block) {}

        @Override
        public void audit(Overlay state) {}
    }

    private static DynamicMessage empty(Descriptor type) {
        return DynamicMessage.getDefaultInstance(type);
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static DescriptorProto.Builder message(String name, MessageOptions.Builder options) {
        return DescriptorProto.newBuilder().setName(name).setOptions(options);
    }

    private static MessageOptions.Builder msg(int type) {
        return MessageOptions.newBuilder()
                .setExtension(
                        Options.msg,
                        MsgOptions.newBuilder().setType(type).setGas(1).build());
    }

    private static FileDescriptorProto.Builder file() {
        return FileDescriptorProto.newBuilder()
                .setName("toy.proto")
                .setPackage("toy")
                .setSyntax("proto3")
                .setOptions(FileOptions.newBuilder()
                        .setExtension(Options.moduleId, 9)
                        .setExtension(Options.moduleName, "toy"))
                .addMessageType(message("GenesisState", MessageOptions.newBuilder()))
                .addMessageType(message("Poke", msg(9 * 256 + 1)))
                .addMessageType(message(
                        "Ask",
                        MessageOptions.newBuilder()
                                .setExtension(
                                        Options.query,
                                        QueryOptions.newBuilder()
                                                .setPath("ask")
                                                .setResult("Answer")
                                                .build())))
                .addMessageType(message("Answer", MessageOptions.newBuilder()));
    }

    private static Toy toy(FileDescriptorProto.Builder file) {
        try {
            FileDescriptor descriptor = FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
            List<Handler<?>> handlers = new ArrayList<>();
            List<Query<?, ?>> queries = new ArrayList<>();
            for (Descriptor type : descriptor.getMessageTypes()) {
                if (type.getOptions().hasExtension(Options.msg)) {
                    handlers.add(Handler.of(empty(type), (context, message) -> {}));
                }
                if (type.getOptions().hasExtension(Options.query)) {
                    DynamicMessage answer = empty(descriptor.findMessageTypeByName("Answer"));
                    queries.add(Query.of(empty(type), answer, (state, params) -> answer));
                }
            }
            return new Toy(descriptor, handlers, queries);
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String fault, Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorProto.Builder file = file();
        change.accept(file);
        Toy toy = toy(file);
        assertThatThrownBy(() -> Registry.of(List.of(toy)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void shouldFindEverythingInTheDescriptor() {
        Registry registry = Registry.of(List.of(toy(file())));
        assertThat(registry.message(9 * 256 + 1).orElseThrow().name()).isEqualTo("Poke");
        assertThat(registry.query("toy/ask")).isPresent();
        assertThat(registry.module("toy").orElseThrow().id()).isEqualTo(9);
        assertThat(registry.error(1).orElseThrow().name()).isEqualTo("BAD_SEQ");
        assertThat(registry.tables())
                .extracting(TableSpec::name)
                .startsWith("ChainParameters", "LatestBlock", "Pauses", "Parameters");
    }

    @Test
    void shouldRefuseFieldsWithoutLimitOrCanonicalForm() {
        refused(
                "Poke.a: a bytes field needs (max)",
                file -> file.getMessageTypeBuilder(1).addField(field("a", 1, FieldDescriptorProto.Type.TYPE_BYTES)));
        refused(
                "Poke.a: a string needs (max)",
                file -> file.getMessageTypeBuilder(1).addField(field("a", 1, FieldDescriptorProto.Type.TYPE_STRING)));
        refused(
                "Poke.a: a repeated field needs (max)",
                file -> file.getMessageTypeBuilder(1)
                        .addField(field("a", 1, FieldDescriptorProto.Type.TYPE_UINT64)
                                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)));
        refused(
                "Poke.a: type DOUBLE is not allowed",
                file -> file.getMessageTypeBuilder(1).addField(field("a", 1, FieldDescriptorProto.Type.TYPE_DOUBLE)));
        refused(
                "Poke.a: type INT64 is not allowed",
                file -> file.getMessageTypeBuilder(1).addField(field("a", 1, FieldDescriptorProto.Type.TYPE_INT64)));
        refused(
                "Poke.a: field numbers go up to 63",
                file -> file.getMessageTypeBuilder(1).addField(field("a", 64, FieldDescriptorProto.Type.TYPE_BOOL)));
    }

    @Test
    void shouldRefuseNumbersOfOthers() {
        refused(
                "type must be 9 * 256 + n",
                file -> file.getMessageTypeBuilder(1).setOptions(msg(513)));
        refused("Twin: type 2305 is taken", file -> file.addMessageType(message("Twin", msg(9 * 256 + 1))));
        refused(
                "module_id must be 1 to 254, not 0",
                file -> file.setOptions(FileOptions.newBuilder().setExtension(Options.moduleName, "toy")));
        refused(
                "type must be 9 * 256 + n",
                file -> file.addMessageType(message(
                        "Happened",
                        MessageOptions.newBuilder()
                                .setExtension(
                                        Options.event,
                                        EventOptions.newBuilder().setType(1).build()))));
        refused("has no (text)", file -> file.addEnumType(errors(9001)));
        refused("number must be 9 * 1000 + n", file -> file.addEnumType(errors(2001)));
        Toy one = toy(file());
        assertThatThrownBy(() -> Registry.of(List.of(one, one))).hasMessageContaining("module_id 9 is taken");
    }

    private static EnumDescriptorProto errors(int number) {
        return EnumDescriptorProto.newBuilder()
                .setName("ToyError")
                .setOptions(EnumOptions.getDefaultInstance())
                .addValue(EnumValueDescriptorProto.newBuilder().setName("OK").setNumber(0))
                .addValue(EnumValueDescriptorProto.newBuilder().setName("BAD").setNumber(number))
                .build();
    }

    @Test
    void shouldRefuseWhatNobodyHandlesOrAnswers() {
        Toy toy = toy(file());
        assertThatThrownBy(() -> Registry.of(List.of(new Toy(toy.descriptor(), List.of(), toy.queries()))))
                .hasMessageContaining("toy.Poke has no handler");
        assertThatThrownBy(() -> Registry.of(List.of(new Toy(toy.descriptor(), toy.handlers(), List.of()))))
                .hasMessageContaining("toy.Ask has no answer");
        refused(
                "result 'Nothing' is not what its query answers",
                file -> file.getMessageTypeBuilder(2)
                        .setOptions(MessageOptions.newBuilder()
                                .setExtension(
                                        Options.query,
                                        QueryOptions.newBuilder()
                                                .setPath("ask")
                                                .setResult("Nothing")
                                                .build())));
    }
}
