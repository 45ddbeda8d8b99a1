package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.call.CallException;
import io.ixi.vm.kernel.exec.Receipts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events told, missed, paged and proved. */
class EventsTest extends DoorTest {
    private int sequence;

    @Test
    void eventsAreToldByTypeAndByAccountAndInboxesOnlyToWhomTheyConcern() throws Exception {
        Client.Socket socket = client.socket().join();
        String byType = subscribe(socket, "{\"topic\":\"events\",\"events\":[\"sample.Given\"]}");
        String bySender = subscribe(socket, "{\"topic\":\"events\",\"accounts\":[" + account(1) + "]}");
        String inbox = subscribe(socket, "{\"topic\":\"inbox\",\"accounts\":[" + account(2) + "]}");
        String notSenders = subscribe(socket, "{\"topic\":\"inbox\",\"accounts\":[" + account(1) + "]}");
        give(1, 2);
        block(1);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode note = socket.next();
            told.add(note.at("/params/subscription").stringValue());
            assertThat(note.at("/params/cursor").stringValue()).isEqualTo("1-0-0");
            assertThat(note.at("/params/result/what/name").stringValue()).isEqualTo("sample.Given");
        }
        assertThat(told).containsExactlyInAnyOrder(byType, bySender, inbox).doesNotContain(notSenders);
    }

    @Test
    void whoComesBackWithACursorHearsWhatItMissedOnceAndInOrderAndThenWhatIsNew() throws Exception {
        for (int i = 1; i <= 60; i++) {
            give(1, 2);
            give(3, 2);
            block(i);
        }
        Client.Socket socket = client.socket().join();
        subscribe(socket, "{\"topic\":\"inbox\",\"accounts\":[" + account(2) + "],\"cursor\":\"10-0-0\"}");
        List<String> cursors = new ArrayList<>();
        List<String> expected = new ArrayList<>(List.of("10-1-0"));
        for (int i = 11; i <= 80; i++) {
            expected.add(i + "-0-0");
            expected.add(i + "-1-0");
        }
        for (int i = 61; i <= 80; i++) {
            give(1, 2);
            give(3, 2);
            block(i);
        }
        while (cursors.size() < expected.size()) {
            cursors.add(socket.next().at("/params/cursor").stringValue());
        }
        assertThat(cursors).isEqualTo(expected);
    }

    @Test
    void blocksAndTransactionsCanBeHeardFromACursorToo() throws Exception {
        for (int i = 1; i <= 5; i++) {
            give(1, 2);
            block(i);
        }
        Client.Socket socket = client.socket().join();
        subscribe(socket, "{\"topic\":\"newBlocks\",\"cursor\":\"2\"}");
        for (int i = 3; i <= 5; i++) {
            assertThat(socket.next().at("/params/result/height").stringValue()).isEqualTo(Integer.toString(i));
        }
        Client.Socket other = client.socket().join();
        subscribe(other, "{\"topic\":\"transactions\",\"accounts\":[" + account(1) + "],\"cursor\":\"4\"}");
        assertThat(other.next().at("/params/cursor").stringValue()).isEqualTo("5-0");
    }

    @Test
    void whatIsPrunedIsSaidAndNotSkipped() throws Exception {
        block(1);
        block(2);
        backend.forgetBelow(2);
        Client.Socket socket = client.socket().join();
        String id = subscribe(socket, "{\"topic\":\"newBlocks\",\"cursor\":\"0\"}");
        JsonNode ended = socket.next();
        assertThat(ended.path("method").stringValue()).isEqualTo("ixi_subscriptionEnded");
        assertThat(ended.at("/params/subscription").stringValue()).isEqualTo(id);
    }

    @Test
    void pagesGoBothWaysAndMeetNowhereTwice() throws Exception {
        for (int i = 1; i <= 7; i++) {
            give(1, 2);
            give(2, 1);
            block(i);
        }
        List<String> newest = pages("newest", "");
        List<String> oldest = pages("oldest", "");
        assertThat(oldest).hasSize(14).startsWith("1-0-0", "1-1-0", "2-0-0");
        assertThat(newest.reversed()).isEqualTo(oldest);
        assertThat(pages("oldest", ",\"accounts\":[" + account(9) + "]")).isEmpty();
        JsonNode inbox = client.result("ixi_getInbox", "{\"account\":" + account(1) + "}");
        assertThat(inbox.path("events").size()).isEqualTo(7);
    }

    @Test
    void aReceiptIsProvedAgainstTheNextHeader() throws Exception {
        give(1, 2);
        Bytes second = give(3, 2);
        give(4, 2);
        block(1);
        String params = "{\"id\":\"" + FakeBackend.id(second).hex() + "\",\"prove\":true}";
        assertThat(client.call("ixi_getTransaction", params).at("/error/code").intValue())
                .as("the header that commits to it is not final yet")
                .isEqualTo(CallException.NOT_FOUND);
        block(2);
        JsonNode proof = client.result("ixi_getTransaction", params).path("receipt_proof");
        List<Hash> path = new ArrayList<>();
        proof.path("path").forEach(hash -> path.add(Hash.fromHex(hash.stringValue())));
        Hash root = Hash.fromHex(proof.at("/header/parent_receipts_root").stringValue());
        Bytes receipt = Bytes.fromHex(proof.path("receipt").stringValue());
        assertThat(Receipts.verify(root, 1, proof.path("count").intValue(), receipt, path))
                .isTrue();
        assertThat(Receipts.verify(root, 0, proof.path("count").intValue(), receipt, path))
                .isFalse();
    }

    @Test
    void wrongFiltersAreRefused() throws Exception {
        Client.Socket socket = client.socket().join();
        for (String params : List.of(
                "{\"topic\":\"events\"}",
                "{\"topic\":\"inbox\"}",
                "{\"topic\":\"newBlocks\",\"events\":[\"sample\"]}",
                "{\"topic\":\"events\",\"events\":[\"sample.Nothing\"]}",
                "{\"topic\":\"newBlocks\",\"cursor\":\"-1\"}",
                "{\"topic\":\"newBlocks\",\"cursor\":\"99999999999999999999\"}")) {
            socket.send(Client.request(1, "ixi_subscribe", params));
            assertThat(socket.next().at("/error/code").intValue()).as(params).isEqualTo(CallException.INVALID_PARAMS);
        }
    }

    private List<String> pages(String order, String filter) throws Exception {
        List<String> cursors = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 20; page++) {
            JsonNode result =
                    client.result("ixi_getEvents", "{\"order\":\"" + order + "\",\"limit\":4" + filter + cursor + "}");
            result.path("events").forEach(e -> cursors.add(e.path("cursor").stringValue()));
            if (!result.has("next")) {
                return cursors;
            }
            cursor = ",\"cursor\":\"" + result.path("next").stringValue() + "\"";
        }
        throw new AssertionError("pages without end");
    }

    private static String subscribe(Client.Socket socket, String params) throws Exception {
        socket.send(Client.request(1, "ixi_subscribe", params));
        return socket.next().path("result").stringValue();
    }

    private static String account(int number) {
        return "\"" + FakeBackend.account(number).text() + "\"";
    }

    private Bytes give(int from, int to) {
        Bytes bytes =
                FakeBackend.transaction(FakeBackend.account(from), FakeBackend.account(to), 5, 10_000 + sequence++);
        backend.send(bytes).join();
        return bytes;
    }

    private void block(int number) {
        backend.finalizeBlock(FakeBackend.START_MS + number);
    }
}
