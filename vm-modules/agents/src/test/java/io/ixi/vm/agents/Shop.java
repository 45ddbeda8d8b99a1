package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.MsgOptions;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** A module where orders lock money for a seller, can be delivered or called off, or be bought on credit. */
final class Shop implements Module, OpenOrders {
    static final int ID = 201;
    static final int TYPE = ID * 256 + 1;
    static final int ORDER = 1;
    static final int DELIVER = 2;
    static final int CANCEL = 3;
    static final int BORROW = 4;
    /** An order that nothing calls off. */
    static final int FINAL = 13;

    private static final FileDescriptor FILE = file();

    private final Money money;

    Shop(Money money) {
        this.money = money;
    }

    static Message message(int op, Address seller, long amount, int ref) {
        Descriptor type = FILE.findMessageTypeByName("Do");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("op"), op)
                .setField(type.findFieldByName("seller"), seller.toByteString())
                .setField(type.findFieldByName("amount"), amount)
                .setField(type.findFieldByName("ref"), ref)
                .build();
    }

    static Hash ref(int number) {
        return Hash.sha256(new byte[] {(byte) number});
    }

    @Override
    public FileDescriptor descriptor() {
        return FILE;
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(empty("Do"), this::run));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of();
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(empty("GenesisState"), (context, state) -> {});
    }

    @Override
    public void check(Overlay block) {
        // keeps nothing
    }

    @Override
    public void audit(Overlay state) {
        // keeps nothing
    }

    @Override
    public void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        if (ref.equals(ref(FINAL))) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        money.release(context, owner, "", money.held(context.state(), owner, "", ID, ref), ID, ref);
    }

    private void run(Context context, DynamicMessage message) throws RejectedException {
        Descriptor type = message.getDescriptorForType();
        Amount amount = Amount.of((long) message.getField(type.findFieldByName("amount")));
        Hash ref = ref((int) message.getField(type.findFieldByName("ref")));
        Address seller = Address.of((ByteString) message.getField(type.findFieldByName("seller")));
        Address me = context.signer();
        switch ((int) message.getField(type.findFieldByName("op"))) {
            case ORDER -> {
                money.hold(context, me, "", amount, ID, ref);
                context.promise(me, seller);
            }
            case DELIVER -> money.capture(context, me, seller, "", amount, ID, ref);
            case CANCEL -> money.release(context, me, "", amount, ID, ref);
            case BORROW -> context.owe(me, "", amount);
            default -> throw RejectedException.of(KernelError.BAD_STATE);
        }
    }

    private static DynamicMessage empty(String name) {
        return DynamicMessage.getDefaultInstance(FILE.findMessageTypeByName(name));
    }

    private static FileDescriptor file() {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName("shop.proto")
                .setPackage("ixi.shop.v1")
                .setSyntax("proto3");
        file.getOptionsBuilder().setExtension(Options.moduleId, ID).setExtension(Options.moduleName, "shop");
        FieldDescriptorProto.Builder seller = field("seller", 2, FieldDescriptorProto.Type.TYPE_BYTES);
        seller.getOptionsBuilder().setExtension(Options.format, Format.FORMAT_ADDRESS);
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Do")
                .addField(field("op", 1, FieldDescriptorProto.Type.TYPE_UINT32))
                .addField(seller)
                .addField(field("amount", 3, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("ref", 4, FieldDescriptorProto.Type.TYPE_UINT32))
                .setOptions(MessageOptions.newBuilder()
                        .setExtension(
                                Options.msg,
                                MsgOptions.newBuilder()
                                        .setType(TYPE)
                                        .setGas(100)
                                        .build())));
        file.addMessageType(DescriptorProto.newBuilder().setName("GenesisState"));
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }
}
