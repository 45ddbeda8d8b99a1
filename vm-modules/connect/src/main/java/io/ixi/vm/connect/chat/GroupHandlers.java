package io.ixi.vm.connect.chat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.ChatError;
import io.ixi.vm.connect.chat.proto.CloseGroup;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CommitAccepted;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupChanged;
import io.ixi.vm.connect.chat.proto.SetAdmins;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.ArrayList;
import java.util.List;

/** The order of groups' epochs: of two commits to one epoch exactly one counts. */
final class GroupHandlers {
    /** Room for 16 admins, so that the deposit never changes. */
    private static final int GROUP_BYTES = 680;

    private final Deposits deposits;

    GroupHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static void require(List<ByteString> admins) throws RejectedException {
        boolean repeated = false;
        for (int i = 0; i < admins.size(); i++) {
            repeated |= admins.subList(0, i).contains(admins.get(i));
        }
        if (repeated || admins.isEmpty()) {
            throw RejectedException.of(ChatError.BAD_GROUP);
        }
    }

    void create(Context context, CreateGroup message) throws RejectedException {
        List<ByteString> admins = new ArrayList<>(List.of(context.signer().toByteString()));
        admins.addAll(message.getAdminsList());
        require(admins);
        Group group = Group.newBuilder()
                .addAllAdmins(admins)
                .setCommitHash(message.getCommitHash())
                .setHistory(message.getCommitHash())
                .setCreator(context.signer().toByteString())
                .build();
        Bytes id = context.newId("group");
        deposits.lock(context, context.signer(), id, GROUP_BYTES);
        put(context, id, group);
    }

    private static void put(Context context, Bytes id, Group group) {
        new ChatState(context.state()).put(id, group);
        emit(context, id, group, false);
    }

    private static void emit(Context context, Bytes id, Group group, boolean closed) {
        context.emit(GroupChanged.newBuilder()
                .setGroup(ChatState.bytes(id))
                .setEpoch(group.getEpoch())
                .setClosed(closed)
                .build());
    }

    private static Group administered(Context context, Bytes id) throws RejectedException {
        Group group = new ChatState(context.state()).group(id);
        if (group == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "group");
        }
        if (!group.getAdminsList().contains(context.signer().toByteString())) {
            throw RejectedException.of(ChatError.NOT_ADMIN);
        }
        return group;
    }

    private static Group current(Context context, Bytes id, long epoch) throws RejectedException {
        Group group = administered(context, id);
        if (group.getEpoch() != epoch) {
            throw RejectedException.of(ChatError.STALE_EPOCH, "it is " + group.getEpoch());
        }
        return group;
    }

    static void commit(Context context, Commit message) throws RejectedException {
        Bytes id = ChatState.id(message.getGroup());
        Group group = current(context, id, message.getEpoch());
        Hash history = Hash.sha256(
                group.getHistory().toByteArray(), message.getCommitHash().toByteArray());
        Group next = group.toBuilder()
                .setEpoch(group.getEpoch() + 1)
                .setCommitHash(message.getCommitHash())
                .setHistory(ByteString.copyFrom(history.toBytes()))
                .build();
        new ChatState(context.state()).put(id, next);
        context.emit(CommitAccepted.newBuilder()
                .setGroup(message.getGroup())
                .setEpoch(next.getEpoch())
                .setCommitHash(message.getCommitHash())
                .build());
    }

    static void setAdmins(Context context, SetAdmins message) throws RejectedException {
        Bytes id = ChatState.id(message.getGroup());
        Group group = current(context, id, message.getEpoch());
        require(message.getAdminsList());
        put(
                context,
                id,
                group.toBuilder()
                        .clearAdmins()
                        .addAllAdmins(message.getAdminsList())
                        .build());
    }

    void close(Context context, CloseGroup message) throws RejectedException {
        Bytes id = ChatState.id(message.getGroup());
        Group group = administered(context, id);
        deposits.unlock(context, id, Address.of(group.getCreator()));
        new ChatState(context.state()).deleteGroup(id);
        emit(context, id, group, true);
    }
}
