package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.chat.ChatException;
import io.ixi.cli.chat.ChatMember;
import io.ixi.cli.chat.HttpRelay;
import io.ixi.cli.chat.KeyPackage;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupQuery;
import io.ixi.vm.connect.chat.proto.NewKeyPackage;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.TakeKeyPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chats as stories use them: people meet at the home node's relay, and the chain orders their epochs. */
final class Chats implements AutoCloseable {
    private static final long DAY_MS = 86_400_000;

    private final Stage stage;
    private final Bazaar bazaar;
    private final HttpRelay relay;

    Chats(Stage stage) {
        this.stage = stage;
        this.bazaar = new Bazaar(stage);
        this.relay = new HttpRelay(stage.nodes().getFirst().url());
    }

    /** Somebody with the chat's client library. */
    ChatMember member(Actor who) {
        return new ChatMember(who.secret(), relay);
    }

    static Bytes id(ByteString group) {
        return Bytes.wrap(group.toByteArray());
    }

    static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.toBytes());
    }

    /** One leaves a key package on the chain and at the relay, the other takes it. */
    private KeyPackage taken(Actor from, ChatMember fromMember, Actor by, ChatMember byMember)
            throws IOException, RpcException, ChatException {
        bazaar.ok(
                from.name() + " leaves a key package",
                from,
                PublishKeyPackages.newBuilder()
                        .addPackages(NewKeyPackage.newBuilder()
                                .setHash(bytes(fromMember.publish().hash()))
                                .setUntilMs(stage.timeMs() + DAY_MS))
                        .build());
        Outcome outcome = bazaar.ok(
                by.name() + " takes it",
                by,
                TakeKeyPackage.newBuilder().setAccount(from.bytes()).build());
        Hash hash = Hash.fromHex(
                outcome.events("chat.KeyPackageTaken").getFirst().path("hash").asString());
        KeyPackage found = byMember.fetch(hash);
        stage.step(
                "whose it is, by its signature",
                from.address().text(),
                found.account().text());
        return found;
    }

    /** A group of two, both its admins, in epoch 0. Its id. */
    ByteString together(Actor one, ChatMember ones, Actor other, ChatMember others)
            throws IOException, RpcException, ChatException {
        KeyPackage found = taken(other, others, one, ones);
        ByteString group = bazaar.next("group", one);
        ChatMember.Proposal begin = ones.create(id(group), List.of(found));
        bazaar.ok(
                one.name() + " makes a group with " + other.name(),
                one,
                CreateGroup.newBuilder()
                        .addAdmins(other.bytes())
                        .setCommitHash(bytes(begin.commit()))
                        .build());
        begin.begin();
        joined(other, others);
        return group;
    }

    /** Somebody takes one epoch in. */
    void joined(Actor who, ChatMember member) throws IOException {
        stage.step(who.name() + " takes the epoch in", 1, member.sync(this::accepted));
    }

    /** What somebody who reads now finds new. */
    void reads(Actor who, ChatMember member, ByteString group, String... texts) throws IOException {
        List<String> read = member.receive(id(group)).stream()
                .map(message -> new String(message.content().toArray(), StandardCharsets.UTF_8))
                .toList();
        stage.step(who.name() + " reads", List.of(texts), read);
    }

    /** The end of an epoch, for the chain. */
    static Commit commit(ByteString group, long epoch, ChatMember.Proposal next) {
        return Commit.newBuilder()
                .setGroup(group)
                .setEpoch(epoch)
                .setCommitHash(bytes(next.commit()))
                .build();
    }

    private boolean accepted(Bytes group, long epoch, Hash commit) throws IOException {
        GroupQuery query = GroupQuery.newBuilder()
                .setGroup(ByteString.copyFrom(group.toArray()))
                .build();
        try {
            Group known = stage.ask("chat/group", query, Group.getDefaultInstance());
            return known.getEpoch() == epoch && known.getCommitHash().equals(bytes(commit));
        } catch (RpcException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
