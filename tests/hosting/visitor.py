"""A visitor without a browser: speaks Streamlit's own protocol, so that one machine can be a whole class.

It opens the app over its websocket, keeps what the server draws, and does what a hand does: presses a button, types
into a field of the layer, moves a slider. Each deed lasts until the run of the script that it asked for is over.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import chain
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60
"""Seconds that a run of the script may take."""

_ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Drawn(NamedTuple):
    """A part of the page: what it is, the fragment that drew it, and the run of the script that did so last."""

    element: Element
    fragment: str
    run: str


class Visitor:
    """One tab. `visiting` opens it.

    Attributes:
        query: what its address bar holds.
        drawn: the parts of the page by their place.
        session_id: what the server calls the session.
        received: bytes of the messages so far, before they are compressed.
        cookie: what the server wants to hear with each request, `name=value`.
    """

    def __init__(self, socket: websockets.ClientConnection, base: str, query: str, cookie: str) -> None:
        self.query = query
        self.drawn: dict[tuple[int, ...], Drawn] = {}
        self.session_id = ""
        self.received = 0
        self._socket = socket
        self.cookie = cookie
        self._base = base
        self._page = self._page_name = ""
        self._run = ""
        self._fragments: list[str] = []
        self._states: dict[str, WidgetState] = {}
        self._typed = 0
        self._popovers: dict[str, tuple[str, str]] = {}

    async def rerun(self, fragment: str = "", trigger: WidgetState | None = None) -> float:
        """Ask for a run of the script, with what all widgets hold; seconds until it is over."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._page, fragment
        state.page_name, self._page_name = self._page_name, ""
        state.context_info.url = f"{self._base}/?{self.query}"
        shown = {widget.id: widget for drawn in self.drawn.values() if (widget := _state(drawn.element)) is not None}
        opened = [popover for popover, _ in self._popovers.values() if popover in self._states]
        self._states = {name: self._states.get(name, shown.get(name)) for name in [*shown, *opened]}
        state.widget_states.widgets.extend([*self._states.values(), *([trigger] if trigger else [])])
        begun = perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._until_over()
        return perf_counter() - begun

    async def go(self, page: str, query: str = "") -> float:
        """Go to the page at this path."""
        self.query, self._page, self._page_name = query, "", page
        return await self.rerun()

    async def press(self, label: str, *, anyway: bool = False) -> float:
        """Press the button with this label; `anyway` as no browser does, where it cannot be pressed."""
        drawn = self._find(lambda element: element.button.label == label, f"a button {label!r}")
        assert anyway or not drawn.element.button.disabled, f"{label!r} cannot be pressed now"
        return await self.rerun(drawn.fragment, WidgetState(id=drawn.element.button.id, trigger_value=True))

    def has_button(self, label: str) -> bool:
        """Whether there is such a button, and it can be pressed."""
        buttons = [drawn.element.button for drawn in self.drawn.values()]
        return any(button.label == label and not button.disabled for button in buttons)

    async def type(self, name: str, text: str) -> float:
        """Type a text into a field of the layer, `y` for the true class."""
        data = self.component("layer")
        self._typed = max(self._typed, data["answered"]) + 1
        edit = {"id": self._typed, "name": name, "text": text, "round": data["round"]}
        return await self.tell("layer", "typed", [edit])

    async def scrub(self, round: int) -> float:
        """Move the slider to this round."""
        return await self.tell("round", "released", round)

    async def choose(self, label: str, option: str) -> float:
        """Choose from the list with this label."""
        drawn = self._find(lambda element: element.selectbox.label == label, f"a list {label!r}")
        list_ = drawn.element.selectbox
        self._states[list_.id] = WidgetState(id=list_.id, string_value=option)
        return await self.rerun(drawn.fragment)

    async def open(self, label: str) -> float:
        """Open the popover with this label."""
        popover, fragment = self._popovers[label]
        self._states[popover] = WidgetState(id=popover, bool_value=True)
        return await self.rerun(fragment)

    async def ask_for(self, label: str) -> str:
        """Press a download button whose file is made when it is asked for; the address of the file."""
        drawn = self._find(lambda element: element.download_button.label == label, f"a download button {label!r}")
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = label, self.session_id
        request.deferred_file.file_id = drawn.element.download_button.deferred_file_id
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while (answer := await self._received()).WhichOneof("type") != "backend_operation_response":
                pass
        assert not answer.backend_operation_response.error_msg
        return self._base + answer.backend_operation_response.deferred_file.url

    async def download(self, label: str) -> bytes:
        """Press a download button whose file is made when it is asked for; the file."""
        url = await self.ask_for(label)
        with await asyncio.to_thread(urlopen, Request(url, headers={"Cookie": self.cookie})) as file:
            return await asyncio.to_thread(file.read)

    async def upload(self, label: str, name: str, data: bytes) -> float:
        """Give a file to the uploader with this label."""
        drawn = self._find(lambda element: element.file_uploader.label == label, f"an uploader {label!r}")
        address = await asyncio.to_thread(self.put, name, data)
        state = WidgetState(id=drawn.element.file_uploader.id)
        file = UploadedFileInfo(file_id=address.rpartition("/")[2], name=name, size=len(data))
        file.file_urls.file_id = file.file_id
        state.file_uploader_state_value.uploaded_file_info.append(file)
        self._states[state.id] = state
        return await self.rerun(drawn.fragment)

    def put(self, name: str, data: bytes) -> str:
        """Send a file to the server, as the browser does before it tells the page; its address there."""
        request = self.upload_request(name, data)
        with urlopen(request):
            return request.full_url

    def upload_request(self, name: str, data: bytes, *, forged: bool = False) -> Request:
        """The request that sends a file; where it is forged, a page elsewhere made it, which reads no cookie."""
        with urlopen(f"{self._base}/_stcore/health") as answer:
            cookies = answer.headers.get_all("Set-Cookie")
        token = next(line for line in cookies if line.startswith("_streamlit_xsrf")).partition(";")[0]
        address = f"{self._base}/_stcore/upload_file/{self.session_id}/{uuid4()}"
        head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{quote(name)}"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=edge"}
        headers["Cookie"] = "; ".join(filter(None, [self.cookie, token]))
        if not forged:
            headers["X-Xsrftoken"] = token.partition("=")[2]
        return Request(address, head.encode() + data + b"\r\n--edge--\r\n", headers, method="PUT")

    async def send(self, message: BackMsg) -> None:
        """Send any message, whatever comes of it."""
        await self._socket.send(message.SerializeToString())

    async def closed(self) -> int:
        """Wait until the server ends the connection; the code it gives."""
        async with asyncio.timeout(PATIENCE):
            with suppress(websockets.ConnectionClosed):
                while True:
                    await self._received()
        return self._socket.close_code

    async def tell(self, key: str, event: str, value: Any) -> float:
        """Send an event of the component with this key."""
        drawn = self._component(key)
        trigger = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{drawn.element.bidi_component.id}__events")
        trigger.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return await self.rerun(drawn.fragment, trigger)

    def component(self, key: str) -> Any:
        """What the component with this key shows."""
        return json.loads(self._component(key).element.bidi_component.bytes)

    @property
    def status(self) -> str:
        """The status line."""
        return self.component("status")["text"]

    def fields(self) -> dict[str, str]:
        """The full values of all fields, by name."""
        data = self.component("layer")
        return {field["name"]: field["value"] for field in [*chain(*data["rows"]), data["rate"]]}

    def exceptions(self) -> list[str]:
        """What failed, as the page says it."""
        elements = [drawn.element for drawn in self.drawn.values()]
        return [element.exception.message for element in elements if element.WhichOneof("type") == "exception"]

    def _component(self, key: str) -> Drawn:
        return self._find(lambda element: element.bidi_component.id.endswith(f"-{key}"), f"a component {key!r}")

    def _find(self, matches: Callable[[Element], bool], wanted: str) -> Drawn:
        found = [drawn for drawn in self.drawn.values() if matches(drawn.element)]
        assert len(found) == 1, f"the page has {len(found)} times {wanted}"
        return found[0]

    async def _until_over(self) -> None:
        while True:
            message = await self._received()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._page = message.new_session.page_script_hash
                self.session_id = message.new_session.initialize.session_id
                self._run = message.metadata.run.script_run_id
                self._fragments = list(message.metadata.run.fragment_ids)
            elif kind == "delta":
                self._draw(message)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "script_finished" and message.script_finished in _ENDS:
                self._sweep()
                return

    async def _received(self) -> ForwardMsg:
        data = await self._socket.recv()
        self.received += len(data)
        return ForwardMsg.FromString(data)

    def _draw(self, message: ForwardMsg) -> None:
        place = tuple(message.metadata.delta_path)
        if message.delta.WhichOneof("type") == "new_element":
            self.drawn[place] = Drawn(message.delta.new_element, message.delta.fragment_id, self._run)
        else:
            self.drawn.pop(place, None)
            popover = message.delta.add_block.popover
            if popover.id:
                self._popovers[popover.label] = (popover.id, message.delta.fragment_id)

    def _sweep(self) -> None:
        """Forget what the run that is over did not draw again, though it could have."""
        for place, drawn in list(self.drawn.items()):
            if drawn.run != self._run and (not self._fragments or drawn.fragment in self._fragments):
                del self.drawn[place]


@asynccontextmanager
async def visiting(url: str, query: str = "", session_id: str = "", cookie: str = "") -> AsyncIterator[Visitor]:
    """A tab that has opened an address of the app and was drawn; it is closed at the end.

    Args:
        url: of the server, `http://host:port`.
        query: the link, without `?`.
        session_id: of a session whose connection broke, and that this one goes on with.
        cookie: `name=value`, of a browser that has one.
    """
    parts = urlsplit(url)
    address = f"ws://{parts.netloc}/_stcore/stream"
    # The first is the protocol; in the place of the others the browser tells its token and the session it had.
    protocols = [websockets.Subprotocol(name) for name in ("streamlit", "none", session_id) if name]
    connecting = websockets.connect(
        address,
        subprotocols=protocols,
        origin=websockets.Origin(url),
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
    )
    async with connecting as socket:
        told = [line.partition(";")[0] for line in socket.response.headers.get_all("Set-Cookie")]
        visitor = Visitor(socket, url, query, "; ".join(told) or cookie)
        await visitor.rerun()
        yield visitor


def _state(element: Element) -> WidgetState | None:
    """What a browser says of a widget that nobody touched, None where it says nothing."""
    kind = element.WhichOneof("type")
    widget = getattr(element, kind or "empty")
    if kind == "slider":
        state = WidgetState(id=widget.id)
        state.double_array_value.data.extend(widget.default)
    elif kind == "checkbox":
        state = WidgetState(id=widget.id, bool_value=widget.default)
    elif kind == "text_input":
        state = WidgetState(id=widget.id, string_value=widget.default)
    elif kind == "file_uploader":
        state = WidgetState(id=widget.id)
        state.file_uploader_state_value.SetInParent()
    elif kind in ("selectbox", "radio") and widget.HasField("default"):
        state = WidgetState(id=widget.id, string_value=widget.options[widget.default])
    elif kind == "button_group":
        state = WidgetState(id=widget.id)
        state.string_array_value.data.extend(widget.options[place].content for place in widget.default)
    else:
        return None
    return state
