package io.ixi.vm.connect.chat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.ChatState.Pair;
import io.ixi.vm.connect.chat.proto.AcceptContact;
import io.ixi.vm.connect.chat.proto.ChatError;
import io.ixi.vm.connect.chat.proto.Contact;
import io.ixi.vm.connect.chat.proto.ContactChanged;
import io.ixi.vm.connect.chat.proto.ContactRequested;
import io.ixi.vm.connect.chat.proto.ContactState;
import io.ixi.vm.connect.chat.proto.Inbox;
import io.ixi.vm.connect.chat.proto.InboxPolicy;
import io.ixi.vm.connect.chat.proto.MessageReported;
import io.ixi.vm.connect.chat.proto.RefuseContact;
import io.ixi.vm.connect.chat.proto.RemoveContact;
import io.ixi.vm.connect.chat.proto.RemoveReport;
import io.ixi.vm.connect.chat.proto.Report;
import io.ixi.vm.connect.chat.proto.ReportFranked;
import io.ixi.vm.connect.chat.proto.RequestContact;
import io.ixi.vm.connect.chat.proto.SetInbox;
import io.ixi.vm.connect.chat.proto.WithdrawRequest;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.nio.charset.StandardCharsets;

/** Strangers who ask, for a price if the asked says so, and messages that somebody reports. */
final class ContactHandlers {
    private static final byte[] FRANK = "IXI-frank-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_CODE = 255;
    private static final long SECOND_MS = 1_000;

    private final Money money;
    private final Deposits deposits;

    ContactHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    void setInbox(Context context, SetInbox message) throws RejectedException {
        if (!message.getAsset().isEmpty() && !money.exists(context.state(), message.getAsset())) {
            throw RejectedException.of(ChatError.BAD_INBOX);
        }
        ChatState state = new ChatState(context.state());
        state.put(
                context.signer(),
                state.inbox(context.signer()).toBuilder()
                        .setPolicy(message.getPolicy())
                        .setAsset(message.getAsset())
                        .setDeposit(message.getDeposit())
                        .build());
    }

    void request(Context context, RequestContact message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Pair pair = new Pair(context.signer(), Address.of(message.getTo()));
        Inbox inbox = state.inbox(pair.to());
        Contact before = state.contact(pair);
        boolean refused = before != null && before.getState() == ContactState.CONTACT_REFUSED;
        if (pair.from().equals(pair.to()) || inbox.getPolicy() == InboxPolicy.INBOX_CLOSED || refused) {
            throw RejectedException.of(ChatError.CONTACT_DENIED);
        }
        if (before != null || state.contact(new Pair(pair.to(), pair.from())) != null) {
            throw RejectedException.of(ChatError.ASKED_ALREADY);
        }
        Amount deposit = Amount.of(inbox.getDeposit());
        if (deposit.compareTo(Amount.of(message.getMaxDeposit())) > 0) {
            throw RejectedException.of(ChatError.DEPOSIT_OVER_MAX, "it is " + deposit);
        }
        Contact contact = Contact.newBuilder()
                .setAsset(inbox.getAsset())
                .setHeld(inbox.getDeposit())
                .setUntilMs(context.block().parentTimeMs() + state.parameters().getRequestS() * SECOND_MS)
                .build();
        deposits.lock(context, pair.from(), pair.bytes(), contact.getSerializedSize());
        if (!deposit.isZero()) {
            money.hold(context, pair.from(), inbox.getAsset(), deposit, ChatModule.ID, pair.ref());
            context.promise(pair.from(), pair.to());
        }
        state.put(pair, contact);
        context.emit(ContactRequested.newBuilder()
                .setFrom(pair.from().toByteString())
                .setTo(message.getTo())
                .build());
    }

    private static Contact requested(ChatState state, Pair pair) throws RejectedException {
        Contact contact = state.contact(pair);
        if (contact == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "request");
        }
        if (contact.getState() != ContactState.CONTACT_REQUESTED) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        return contact;
    }

    private void giveBack(Context context, Pair pair, Contact contact) throws RejectedException {
        Amount held = Amount.of(contact.getHeld());
        if (!held.isZero()) {
            money.release(context, pair.from(), contact.getAsset(), held, ChatModule.ID, pair.ref());
        }
    }

    private static void emit(Context context, Pair pair, ContactState to, boolean removed) {
        context.emit(ContactChanged.newBuilder()
                .setFrom(pair.from().toByteString())
                .setTo(pair.to().toByteString())
                .setState(to)
                .setRemoved(removed)
                .build());
    }

    void accept(Context context, AcceptContact message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Pair pair = new Pair(Address.of(message.getFrom()), context.signer());
        Contact contact = requested(state, pair);
        giveBack(context, pair, contact);
        answer(context, state, pair, contact, ContactState.CONTACT_ACCEPTED);
    }

    private static void answer(Context context, ChatState state, Pair pair, Contact contact, ContactState as) {
        state.put(pair, contact.toBuilder().setState(as).clearHeld().build());
        emit(context, pair, as, false);
    }

    /** Also after the time of the request: as long as it was not withdrawn the price is due. */
    void refuse(Context context, RefuseContact message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Pair pair = new Pair(Address.of(message.getFrom()), context.signer());
        Contact contact = requested(state, pair);
        Amount held = Amount.of(contact.getHeld());
        if (!held.isZero()) {
            money.capture(context, pair.from(), pair.to(), contact.getAsset(), held, ChatModule.ID, pair.ref());
        }
        answer(context, state, pair, contact, ContactState.CONTACT_REFUSED);
    }

    void withdraw(Context context, WithdrawRequest message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Pair pair = new Pair(context.signer(), Address.of(message.getTo()));
        Contact contact = requested(state, pair);
        if (context.block().parentTimeMs() < contact.getUntilMs()) {
            throw RejectedException.of(KernelError.BAD_STATE, "it waits");
        }
        giveBack(context, pair, contact);
        remove(context, state, pair, contact);
    }

    private void remove(Context context, ChatState state, Pair pair, Contact contact) throws RejectedException {
        deposits.unlock(context, pair.bytes(), pair.from());
        state.delete(pair);
        emit(context, pair, contact.getState(), true);
    }

    void end(Context context, RemoveContact message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Address signer = context.signer();
        Address other = Address.of(message.getOther());
        Pair asked = new Pair(signer, other);
        Pair pair = state.contact(asked) != null ? asked : new Pair(other, signer);
        Contact contact = state.contact(pair);
        if (contact == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "contact");
        }
        boolean may = contact.getState() == ContactState.CONTACT_ACCEPTED
                || (contact.getState() == ContactState.CONTACT_REFUSED && signer.equals(pair.to()));
        if (!may) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        remove(context, state, pair, contact);
    }

    /** What a sender signs along with a message, so that its receiver can report it. */
    static Hash commitment(byte[] key, byte[] contentHash) {
        return Hash.sha256(FRANK, key, contentHash);
    }

    void report(Context context, ReportFranked message) throws RejectedException {
        Hash opened = commitment(
                message.getKey().toByteArray(), message.getContentHash().toByteArray());
        boolean opens = opened.equals(Hash.of(message.getCommitment().toByteArray()));
        if (!opens || Integer.compareUnsigned(message.getCode(), MAX_CODE) > 0) {
            throw RejectedException.of(ChatError.BAD_OPENING);
        }
        Report report = Report.newBuilder()
                .setReporter(context.signer().toByteString())
                .setBody(message)
                .setAtMs(context.block().parentTimeMs())
                .build();
        Bytes id = context.newId("report");
        deposits.lock(context, context.signer(), id, report.getSerializedSize());
        new ChatState(context.state()).put(id, report);
        context.emit(MessageReported.newBuilder()
                .setReport(ChatState.bytes(id))
                .setAbout(message.getAbout())
                .setCode(message.getCode())
                .build());
    }

    void removeReport(Context context, RemoveReport message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Bytes id = ChatState.id(message.getReport());
        Report report = state.report(id);
        if (report == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "report");
        }
        long old = report.getAtMs() + state.parameters().getReportS() * SECOND_MS;
        boolean own = report.getReporter().equals(context.signer().toByteString());
        if (!own && context.block().parentTimeMs() < old) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        deposits.unlock(context, id, context.signer());
        state.deleteReport(id);
    }
}
