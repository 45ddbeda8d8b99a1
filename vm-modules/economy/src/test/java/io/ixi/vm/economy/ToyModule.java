package io.ixi.vm.economy;

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
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Breaker;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Versions;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.module.Migration;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Lane;
import io.ixi.vm.kernel.proto.MsgOptions;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TableOptions;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.kernel.tx.Draft;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module that does to order what the kernel offers to modules. Its one message names an operation; rows count what
 * was done to a reference.
 */
public final class ToyModule implements Module, Jobs, OpenOrders {
    public static final int ID = 200;
    public static final int HOLD = 1;
    public static final int RELEASE = 2;
    public static final int CAPTURE = 3;
    public static final int SCHEDULE = 4;
    public static final int OWE = 5;
    public static final int OPEN = 6;
    public static final int BREAK = 7;
    public static final int OVERFLOW = 8;
    public static final int DEPOSIT = 9;
    public static final int UNDEPOSIT = 10;
    public static final int PAUSE = 11;
    /** From the block {@code ref} after this one on, the protocol is {@code amount}. */
    public static final int PLAN = 12;

    /** Runs {@link #decree} in governance's name. */
    public static final int DECREE = 13;

    public static final int COUNT = 20;
    public static final int FAILING_JOB = 99;

    private static final FileDescriptor FILE = file();
    private static final Table<DynamicMessage> ROWS = Table.of(empty("Row"));
    private static final int CHUNK = 3;

    private final Money money;
    private final Scheduler scheduler = new SchedModule().scheduler();
    private final int protocol;
    private TypedMessage decree = TypedMessage.getDefaultInstance();

    public ToyModule() {
        this(0);
    }

    /** @param protocol of the rules that double every row; 0: none */
    ToyModule(int protocol) {
        this.money = BankModule.money();
        this.protocol = protocol;
    }

    /** What the next {@link #DECREE} runs. */
    public void decree(Message message) {
        decree = Draft.typed(message);
    }

    /** The module's message. */
    public static Message message(int op, Address to, long amount, int ref) {
        return build("Do", op, to, amount, ref);
    }

    /** The same as a way out. */
    static Message leave(int op, Address to, long amount, int ref) {
        return build("Leave", op, to, amount, ref);
    }

    private static Message build(String name, int op, Address to, long amount, int ref) {
        Descriptor type = FILE.findMessageTypeByName(name);
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        message.setField(type.findFieldByName("op"), op);
        message.setField(type.findFieldByName("to"), to.toByteString());
        message.setField(type.findFieldByName("amount"), amount);
        message.setField(type.findFieldByName("ref"), ref);
        return message.build();
    }

    public static Hash ref(int number) {
        return Hash.sha256(new byte[] {(byte) (number >>> 8), (byte) number});
    }

    static long row(Overlay state, int ref) {
        DynamicMessage row = ROWS.getOrEmpty(state, ROWS.key().hash(ref(ref)));
        return (long) row.getField(row.getDescriptorForType().findFieldByName("count"));
    }

    @Override
    public FileDescriptor descriptor() {
        return FILE;
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(empty("Do"), this::run), Handler.of(empty("Leave"), this::run));
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
    public List<Migration> migrations() {
        return protocol == 0 ? List.of() : List.of(new Migration(2, protocol, ToyModule::doubleRows));
    }

    private static @Nullable Bytes doubleRows(Overlay state, Bytes cursor) {
        List<Bytes> keys = new ArrayList<>();
        List<DynamicMessage> rows = new ArrayList<>();
        ROWS.scan(state, ROWS.key(), cursor, (fields, row) -> {
            keys.add(fields);
            rows.add(row);
            return keys.size() < CHUNK;
        });
        var count =
                rows.isEmpty() ? null : rows.getFirst().getDescriptorForType().findFieldByName("count");
        for (int i = 0; i < keys.size(); i++) {
            DynamicMessage row = rows.get(i);
            long now = (long) row.getField(java.util.Objects.requireNonNull(count));
            ROWS.put(
                    state,
                    ROWS.key().hash(Hash.of(keys.get(i).toArray())),
                    row.toBuilder().setField(count, 2 * now).build());
        }
        return keys.size() < CHUNK ? null : keys.getLast();
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public void check(Overlay block) {
        if (row(block, BREAK) > 0) {
            throw new BrokenInvariantException("toy: broken");
        }
    }

    @Override
    public void audit(Overlay state) {
        check(state);
    }

    @Override
    public long gas(int op) {
        return 100;
    }

    @Override
    public void job(Context context, int op, Bytes ref) throws RejectedException {
        if (op == FAILING_JOB) {
            add(context, Hash.of(ref.toArray()));
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        add(context, Hash.of(ref.toArray()));
    }

    @Override
    public void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        Amount held = money.held(context.state(), owner, "", ID, ref);
        money.release(context, owner, "", held, ID, ref);
    }

    private void run(Context context, DynamicMessage message) throws RejectedException {
        int op = (int) message.getField(message.getDescriptorForType().findFieldByName("op"));
        int number = (int) message.getField(message.getDescriptorForType().findFieldByName("ref"));
        long amount = (long) message.getField(message.getDescriptorForType().findFieldByName("amount"));
        Address to = Address.of(
                (ByteString) message.getField(message.getDescriptorForType().findFieldByName("to")));
        Hash ref = ref(number);
        Address me = context.signer();
        Deposits deposits = new Deposits(money, ID);
        switch (op) {
            case HOLD -> money.hold(context, me, "", Amount.of(amount), ID, ref);
            case RELEASE -> money.release(context, to, "", Amount.of(amount), ID, ref);
            case CAPTURE -> money.capture(context, me, to, "", Amount.of(amount), ID, ref);
            case SCHEDULE, FAILING_JOB -> scheduler.at(context, ID, op, Bytes.wrap(ref.toBytes()), me, amount);
            case OWE -> context.owe(me, "", Amount.of(amount));
            case OPEN ->
                money.move(
                        context.state(), me, money.open(context, ID, Bytes.wrap(ref.toBytes())), "", Amount.of(amount));
            case BREAK -> add(context, ref(BREAK));
            case OVERFLOW -> Amount.MAX.plus(Amount.of(1));
            case DEPOSIT -> deposits.lock(context, me, Bytes.wrap(ref.toBytes()), (int) amount);
            case UNDEPOSIT -> deposits.unlock(context, Bytes.wrap(ref.toBytes()), me);
            case PAUSE -> Breaker.pause(context.state(), context.block(), ID, Long.MAX_VALUE, "drill");
            case PLAN ->
                Versions.plan(context.state(), (int) amount, context.block().height() + number);
            case DECREE -> context.run(GovernanceModule.ACCOUNT, decree);
            default -> add(context, ref);
        }
    }

    private static void add(Context context, Hash ref) {
        DynamicMessage row = ROWS.getOrEmpty(context.state(), ROWS.key().hash(ref));
        var count = row.getDescriptorForType().findFieldByName("count");
        ROWS.put(
                context.state(),
                ROWS.key().hash(ref),
                row.toBuilder().setField(count, (long) row.getField(count) + 1).build());
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
        file.addMessageType(message("Do", ID * 256 + 1, false));
        file.addMessageType(message("Leave", ID * 256 + 2, true));
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Row")
                .addField(field("count", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                .setOptions(MessageOptions.newBuilder()
                        .setExtension(
                                Options.table,
                                TableOptions.newBuilder()
                                        .setNumber(1)
                                        .setKey("ref(32)")
                                        .build())));
        file.addMessageType(DescriptorProto.newBuilder().setName("GenesisState"));
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static DescriptorProto.Builder message(String name, int type, boolean exit) {
        FieldDescriptorProto.Builder to = field("to", 2, FieldDescriptorProto.Type.TYPE_BYTES);
        to.getOptionsBuilder().setExtension(Options.format, Format.FORMAT_ADDRESS);
        return DescriptorProto.newBuilder()
                .setName(name)
                .addField(field("op", 1, FieldDescriptorProto.Type.TYPE_UINT32))
                .addField(to)
                .addField(field("amount", 3, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("ref", 4, FieldDescriptorProto.Type.TYPE_UINT32))
                .setOptions(MessageOptions.newBuilder()
                        .setExtension(
                                Options.msg,
                                MsgOptions.newBuilder()
                                        .setType(type)
                                        .setGas(200)
                                        .setLane(Lane.LANE_SOCIAL)
                                        .setExit(exit)
                                        .build()));
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }
}
