package io.ixi.vm.connect.chat;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.connect.chat.ChatState.Pair;
import io.ixi.vm.connect.chat.proto.AcceptContact;
import io.ixi.vm.connect.chat.proto.ChatProto;
import io.ixi.vm.connect.chat.proto.CloseGroup;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.Contact;
import io.ixi.vm.connect.chat.proto.ContactQuery;
import io.ixi.vm.connect.chat.proto.ContactState;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.GenesisState;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupQuery;
import io.ixi.vm.connect.chat.proto.Inbox;
import io.ixi.vm.connect.chat.proto.InboxQuery;
import io.ixi.vm.connect.chat.proto.KeyPackageInfo;
import io.ixi.vm.connect.chat.proto.KeyPackagesQuery;
import io.ixi.vm.connect.chat.proto.KeyPackagesResult;
import io.ixi.vm.connect.chat.proto.Parameters;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.RefuseContact;
import io.ixi.vm.connect.chat.proto.RemoveContact;
import io.ixi.vm.connect.chat.proto.RemoveKeyPackages;
import io.ixi.vm.connect.chat.proto.RemoveReport;
import io.ixi.vm.connect.chat.proto.Report;
import io.ixi.vm.connect.chat.proto.ReportFranked;
import io.ixi.vm.connect.chat.proto.ReportQuery;
import io.ixi.vm.connect.chat.proto.RequestContact;
import io.ixi.vm.connect.chat.proto.SetAdmins;
import io.ixi.vm.connect.chat.proto.SetInbox;
import io.ixi.vm.connect.chat.proto.TakeKeyPackage;
import io.ixi.vm.connect.chat.proto.WithdrawRequest;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chat module: wiring, queries, invariants. */
public final class ChatModule implements Module {
    static final int ID = 9;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS =
            Parameters.newBuilder().setRequestS(604_800).setReportS(2_592_000).build();

    private final Money money;
    private final PackageHandlers packages;
    private final GroupHandlers groups;
    private final ContactHandlers contacts;

    public ChatModule(Money money) {
        Deposits deposits = new Deposits(money, ID);
        this.money = money;
        this.packages = new PackageHandlers(deposits);
        this.groups = new GroupHandlers(deposits);
        this.contacts = new ContactHandlers(money, deposits);
    }

    @Override
    public FileDescriptor descriptor() {
        return ChatProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(PublishKeyPackages.getDefaultInstance(), packages::publish),
                Handler.of(RemoveKeyPackages.getDefaultInstance(), packages::remove),
                Handler.of(TakeKeyPackage.getDefaultInstance(), packages::take),
                Handler.of(SetInbox.getDefaultInstance(), contacts::setInbox),
                Handler.of(CreateGroup.getDefaultInstance(), groups::create),
                Handler.of(Commit.getDefaultInstance(), GroupHandlers::commit),
                Handler.of(SetAdmins.getDefaultInstance(), GroupHandlers::setAdmins),
                Handler.of(CloseGroup.getDefaultInstance(), groups::close),
                Handler.of(RequestContact.getDefaultInstance(), contacts::request),
                Handler.of(AcceptContact.getDefaultInstance(), contacts::accept),
                Handler.of(RefuseContact.getDefaultInstance(), contacts::refuse),
                Handler.of(WithdrawRequest.getDefaultInstance(), contacts::withdraw),
                Handler.of(RemoveContact.getDefaultInstance(), contacts::end),
                Handler.of(ReportFranked.getDefaultInstance(), contacts::report),
                Handler.of(RemoveReport.getDefaultInstance(), contacts::removeReport));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(
                        KeyPackagesQuery.getDefaultInstance(),
                        KeyPackagesResult.getDefaultInstance(),
                        ChatModule::keyPackages),
                Query.of(InboxQuery.getDefaultInstance(), Inbox.getDefaultInstance(), ChatModule::inbox),
                Query.of(GroupQuery.getDefaultInstance(), Group.getDefaultInstance(), ChatModule::group),
                Query.of(ContactQuery.getDefaultInstance(), Contact.getDefaultInstance(), ChatModule::contact),
                Query.of(ReportQuery.getDefaultInstance(), Report.getDefaultInstance(), ChatModule::report));
    }

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static KeyPackagesResult keyPackages(Overlay overlay, KeyPackagesQuery params) {
        KeyPackagesResult.Builder result = KeyPackagesResult.newBuilder();
        new ChatState(overlay)
                .packages(Address.of(params.getAccount()))
                .forEach((number, value) -> result.addPackages(
                        KeyPackageInfo.newBuilder().setNumber(number).setKeyPackage(value)));
        return result.build();
    }

    private static Inbox inbox(Overlay overlay, InboxQuery params) {
        return new ChatState(overlay).inbox(Address.of(params.getAccount()));
    }

    private static Group group(Overlay overlay, GroupQuery params) throws RejectedException {
        return found(new ChatState(overlay).group(ChatState.id(params.getGroup())));
    }

    private static Contact contact(Overlay overlay, ContactQuery params) throws RejectedException {
        Pair pair = new Pair(Address.of(params.getFrom()), Address.of(params.getTo()));
        return found(new ChatState(overlay).contact(pair));
    }

    private static Report report(Overlay overlay, ReportQuery params) throws RejectedException {
        return found(new ChatState(overlay).report(ChatState.id(params.getReport())));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new ChatState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public void check(Overlay block) {
        new ChatState(block).touchedContacts((pair, contact) -> holding(block, pair, contact));
    }

    /** What a request says is held is held, and nothing once it is answered. */
    private void holding(Overlay overlay, Pair pair, Contact contact) {
        Amount held = money.held(overlay, pair.from(), contact.getAsset(), ID, pair.ref());
        require(held.equals(Amount.of(contact.getHeld())), pair + ": held and said differ");
        require(
                contact.getState() == ContactState.CONTACT_REQUESTED || held.isZero(),
                pair + ": money is held for an answered request");
    }

    @Override
    public void audit(Overlay overlay) {
        ChatState state = new ChatState(overlay);
        state.scanContacts((pair, contact) -> holding(overlay, pair, contact));
        NavigableMap<Address, Integer> counts = new TreeMap<>();
        state.scanPackages((account, value) -> counts.merge(account, 1, Integer::sum));
        state.scanInboxes((account, inbox) -> {
            Integer count = counts.remove(account);
            require(inbox.getPackages() == (count == null ? 0 : count), account + ": key packages are miscounted");
            require(inbox.getPackages() <= PackageHandlers.MAX_PACKAGES, account + ": too many key packages");
        });
        require(counts.isEmpty(), "key packages of nobody");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("chat: " + fault);
        }
    }
}
