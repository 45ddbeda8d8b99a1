package io.ixi.node.replica;

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
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.MsgOptions;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TableOptions;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/** The smallest chain that can be wrong: accounts that give each other units, without fees. */
final class ToyModule implements Module, Signers, Fees {
    private static final long START = 1_000_000;
    private static final int ID = 200;

    private static final FileDescriptor FILE = file();
    private static final Descriptor GIVE = FILE.findMessageTypeByName("Give");
    private static final DynamicMessage ROW = empty("Row");
    private static final Table<DynamicMessage> ROWS = Table.of(ROW);

    static Message give(Address to, long amount) {
        return DynamicMessage.newBuilder(GIVE)
                .setField(GIVE.findFieldByName("to"), to.toByteString())
                .setField(GIVE.findFieldByName("amount"), amount)
                .build();
    }

    @Override
    public FileDescriptor descriptor() {
        return FILE;
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(empty("Give"), ToyModule::run));
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
        // nothing to sum
    }

    @Override
    public void audit(Overlay state) {
        // nothing to sum
    }

    @Override
    public long sequence(Overlay state, Address account) {
        return number(row(state, account), "sequence");
    }

    @Override
    public void ticket(Overlay state, Tx tx) throws RejectedException {
        throw RejectedException.of(KernelError.BAD_TICKET);
    }

    @Override
    public List<Key> signingKeys(Overlay state, Tx tx) throws RejectedException {
        if (!tx.body().hasKey()) {
            throw RejectedException.of(KernelError.KEY_REQUIRED);
        }
        return List.of(tx.body().getKey());
    }

    @Override
    public void authorize(Context context, Tx tx) throws RejectedException {
        signingKeys(context.state(), tx);
    }

    @Override
    public void advance(Context context, Tx tx) {
        add(context.state(), tx.account(), "sequence", 1);
    }

    @Override
    public Prices prices(Overlay state) {
        return new Prices(0, 0, 0, 0);
    }

    @Override
    public Amount quote(Overlay state, Tx tx, Prices prices) {
        return prices.fee(tx.units());
    }

    @Override
    public void covers(Roles roles, Overlay state, Tx tx, Amount fee, long timeMs) {
        // free
    }

    @Override
    public void charge(Context context, Tx tx, Amount fee) {
        // free
    }

    @Override
    public void ended(Context context, Tx tx, boolean succeeded) {
        // free
    }

    static long balance(io.ixi.vm.kernel.exec.StateReader state, Address account) {
        DynamicMessage row = ROWS.getOrEmpty(state, ROWS.key().address(account));
        return START + number(row, "received") - number(row, "spent");
    }

    private static void run(Context context, DynamicMessage give) throws RejectedException {
        long amount = (long) give.getField(GIVE.findFieldByName("amount"));
        Address to = Address.of((ByteString) give.getField(GIVE.findFieldByName("to")));
        if (amount > balance(context.state(), context.signer())) {
            throw RejectedException.of(KernelError.INSUFFICIENT_FEE_BALANCE);
        }
        add(context.state(), context.signer(), "spent", amount);
        add(context.state(), to, "received", amount);
    }

    private static DynamicMessage row(Overlay state, Address account) {
        return ROWS.getOrEmpty(state, ROWS.key().address(account));
    }

    private static long number(DynamicMessage row, String field) {
        return (long) row.getField(row.getDescriptorForType().findFieldByName(field));
    }

    private static void add(Overlay state, Address account, String field, long more) {
        DynamicMessage row = row(state, account);
        var descriptor = row.getDescriptorForType().findFieldByName(field);
        ROWS.put(
                state,
                ROWS.key().address(account),
                row.toBuilder().setField(descriptor, number(row, field) + more).build());
    }

    private static DynamicMessage empty(String name) {
        return DynamicMessage.getDefaultInstance(FILE.findMessageTypeByName(name));
    }

    private static FileDescriptor file() {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName("toy.proto")
                .setPackage("ixi.toy.v1")
                .setSyntax("proto3");
        file.getOptionsBuilder().setExtension(Options.moduleId, ID).setExtension(Options.moduleName, "toy");
        file.addMessageType(DescriptorProto.newBuilder().setName("GenesisState"));
        DescriptorProto.Builder give = DescriptorProto.newBuilder().setName("Give");
        give.setOptions(MessageOptions.newBuilder()
                .setExtension(
                        Options.msg,
                        MsgOptions.newBuilder().setType(ID * 256 + 1).setGas(30).build()));
        FieldDescriptorProto.Builder to = field("to", 1, FieldDescriptorProto.Type.TYPE_BYTES);
        to.getOptionsBuilder().setExtension(Options.format, Format.FORMAT_ADDRESS);
        give.addField(to).addField(field("amount", 2, FieldDescriptorProto.Type.TYPE_UINT64));
        file.addMessageType(give);
        DescriptorProto.Builder row = DescriptorProto.newBuilder().setName("Row");
        row.setOptions(MessageOptions.newBuilder()
                .setExtension(
                        Options.table,
                        TableOptions.newBuilder()
                                .setNumber(1)
                                .setKey("account(32)")
                                .build()));
        row.addField(field("sequence", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("spent", 2, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("received", 3, FieldDescriptorProto.Type.TYPE_UINT64));
        file.addMessageType(row);
        try {
            FileDescriptor options = Options.getDescriptor();
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[] {options});
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
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
