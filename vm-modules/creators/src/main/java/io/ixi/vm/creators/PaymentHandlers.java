package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.creators.proto.ChannelChanged;
import io.ixi.vm.creators.proto.ClaimVoucher;
import io.ixi.vm.creators.proto.CloseChannel;
import io.ixi.vm.creators.proto.CreatorsError;
import io.ixi.vm.creators.proto.Invoice;
import io.ixi.vm.creators.proto.InvoicePaid;
import io.ixi.vm.creators.proto.OpenChannel;
import io.ixi.vm.creators.proto.PayInvoice;
import io.ixi.vm.creators.proto.RemoveInvoice;
import io.ixi.vm.creators.proto.TopUpChannel;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Invoices that are paid once, and channels that are paid from many times. */
final class PaymentHandlers {
    private static final byte[] VOUCHER = "IXI-voucher-v1".getBytes(StandardCharsets.US_ASCII);
    private static final long YEAR_MS = 366L * 86_400_000;

    private final Money money;
    private final Deposits deposits;

    PaymentHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    private static Bytes deposit(Address payee, Hash number) {
        return Bytes.wrap(ByteBuffer.allocate(2 * Hash.BYTES)
                .put(payee.hash().toBytes())
                .put(number.toBytes())
                .array());
    }

    void pay(Context context, PayInvoice message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Address payee = Address.of(message.getPayee());
        Hash number = Hash.of(message.getInvoice().toByteArray());
        Amount amount = Amount.of(message.getAmount());
        Address payer = context.signer();
        if (amount.isZero() || payee.equals(payer) || payee.isModule()) {
            throw RejectedException.of(CreatorsError.BAD_INVOICE);
        }
        if (state.invoice(payee, number) != null) {
            throw RejectedException.of(CreatorsError.ALREADY_PAID);
        }
        Invoice receipt = Invoice.newBuilder()
                .setPayer(payer.toByteString())
                .setAsset(message.getAsset())
                .setAmount(message.getAmount())
                .setResourceHash(message.getResourceHash())
                .setHeight(context.block().height())
                .build();
        deposits.lock(context, payer, deposit(payee, number), receipt.getSerializedSize());
        money.move(context.state(), payer, payee, message.getAsset(), amount);
        state.put(payee, number, receipt);
        context.emit(InvoicePaid.newBuilder()
                .setPayee(message.getPayee())
                .setInvoice(message.getInvoice())
                .setPayer(payer.toByteString())
                .setResourceHash(message.getResourceHash())
                .build());
    }

    void remove(Context context, RemoveInvoice message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Hash number = Hash.of(message.getInvoice().toByteArray());
        Address payee = context.signer();
        Invoice receipt = state.invoice(payee, number);
        if (receipt == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "invoice");
        }
        deposits.unlock(context, deposit(payee, number), Address.of(receipt.getPayer()));
        state.deleteInvoice(payee, number);
    }

    /** The reference of a channel's hold. */
    static Hash ref(Bytes channel) {
        return Hash.sha256(VOUCHER, channel.unsafeArray());
    }

    /** What the channel's key signs. */
    static Hash voucher(Hash chain, Bytes channel, Amount cumulative) {
        byte[] amount = ByteBuffer.allocate(Amount.BYTES)
                .putLong(cumulative.high())
                .putLong(cumulative.low())
                .array();
        return Hash.sha256(VOUCHER, chain.toBytes(), channel.unsafeArray(), amount);
    }

    private static boolean soon(Context context, long untilMs) {
        long ahead = untilMs - context.block().parentTimeMs();
        return untilMs > 0 && ahead > 0 && ahead <= YEAR_MS;
    }

    void open(Context context, OpenChannel message) throws RejectedException {
        Address payer = context.signer();
        Address payee = Address.of(message.getPayee());
        Amount cap = Amount.of(message.getCap());
        boolean valid = !cap.isZero()
                && !payee.equals(payer)
                && !payee.isModule()
                && message.getVoucherKey().size() == Scheme.ML_DSA_44.publicKeyBytes()
                && soon(context, message.getUntilMs());
        if (!valid) {
            throw RejectedException.of(CreatorsError.BAD_CHANNEL);
        }
        Channel channel = Channel.newBuilder()
                .setPayer(payer.toByteString())
                .setPayee(message.getPayee())
                .setAsset(message.getAsset())
                .setCap(message.getCap())
                .setUntilMs(message.getUntilMs())
                .setVoucherKey(message.getVoucherKey())
                .build();
        Bytes id = context.newId("channel");
        deposits.lock(context, payer, id, channel.getSerializedSize());
        hold(context, id, channel, cap);
        CreatorsState state = new CreatorsState(context.state());
        state.put(id, channel);
        state.count(0, 0, 1);
        emit(context, id, channel, false);
    }

    private void hold(Context context, Bytes id, Channel channel, Amount amount) throws RejectedException {
        Address payer = Address.of(channel.getPayer());
        money.hold(context, payer, channel.getAsset(), amount, CreatorsModule.ID, ref(id));
        context.promise(payer, Address.of(channel.getPayee()));
    }

    private static void emit(Context context, Bytes id, Channel channel, boolean closed) {
        context.emit(ChannelChanged.newBuilder()
                .setChannel(CreatorsState.bytes(id))
                .setPayer(channel.getPayer())
                .setPayee(channel.getPayee())
                .setCap(channel.getCap())
                .setClaimed(channel.getClaimed())
                .setClosed(closed)
                .build());
    }

    private static Channel known(CreatorsState state, Bytes id) throws RejectedException {
        Channel channel = state.channel(id);
        if (channel == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "channel");
        }
        return channel;
    }

    void topUp(Context context, TopUpChannel message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getChannel());
        Channel channel = known(state, id);
        if (!channel.getPayer().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        long until = message.getUntilMs() == 0 ? channel.getUntilMs() : message.getUntilMs();
        if (until < channel.getUntilMs() || !soon(context, until)) {
            throw RejectedException.of(CreatorsError.BAD_CHANNEL);
        }
        Amount more = Amount.of(message.getAmount());
        Channel next = channel.toBuilder()
                .setCap(Amount.of(channel.getCap()).plus(more).toByteString())
                .setUntilMs(until)
                .build();
        if (!more.isZero()) {
            hold(context, id, channel, more);
        }
        state.put(id, next);
        emit(context, id, next, false);
    }

    void claim(Context context, ClaimVoucher message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getChannel());
        Channel channel = known(state, id);
        Amount cumulative = Amount.of(message.getCumulative());
        if (!channel.getPayee().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (context.block().parentTimeMs() >= channel.getUntilMs()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Amount claimed = Amount.of(channel.getClaimed());
        if (cumulative.compareTo(claimed) <= 0 || cumulative.compareTo(Amount.of(channel.getCap())) > 0) {
            throw RejectedException.of(CreatorsError.VOUCHER_LOW);
        }
        boolean signed = MlDsaVerifier.verify(
                Scheme.ML_DSA_44,
                channel.getVoucherKey().toByteArray(),
                VOUCHER,
                voucher(context.block().chain(), id, cumulative).toBytes(),
                message.getSignature().toByteArray());
        if (!signed) {
            throw RejectedException.of(CreatorsError.BAD_VOUCHER);
        }
        money.capture(
                context,
                Address.of(channel.getPayer()),
                context.signer(),
                channel.getAsset(),
                cumulative.minus(claimed),
                CreatorsModule.ID,
                ref(id));
        Channel next = channel.toBuilder().setClaimed(cumulative.toByteString()).build();
        state.put(id, next);
        emit(context, id, next, false);
    }

    void close(Context context, CloseChannel message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getChannel());
        Channel channel = known(state, id);
        boolean payee = channel.getPayee().equals(context.signer().toByteString());
        boolean payer = channel.getPayer().equals(context.signer().toByteString());
        if (!payee && !payer) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (!payee && context.block().parentTimeMs() < channel.getUntilMs()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Address owner = Address.of(channel.getPayer());
        Amount left = Amount.of(channel.getCap()).minus(Amount.of(channel.getClaimed()));
        if (!left.isZero()) {
            money.release(context, owner, channel.getAsset(), left, CreatorsModule.ID, ref(id));
        }
        deposits.unlock(context, id, owner);
        state.deleteChannel(id);
        state.count(0, 0, -1);
        emit(context, id, channel, true);
    }
}
