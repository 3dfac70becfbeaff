"""Chapters 4 to 7: admission, probation and conversion, leadership and discipline, closing
provisions.
"""

from cases.regulation.topics import Addressee, Page, Source, Topic

COMMITTEE, DEPARTMENT, BRANCH, SPONSOR, PERSON = Addressee
ORGANIZATIONS, QUOTA = Page("组织与任职", "organizations"), Page("指标", "quota")
INSPECTION = Page("年度检查", "inspections")
TRAINING, FORMS = Page("轮训", "courses"), Page("志愿书发放登记", "form_book")

ADMISSION = (
    Topic(
        e2014=18, e2026=None, title="按党章规定接收", is_stated=True, source=Source.RECALLED,
        text="接收预备党员应当严格按照党章规定的程序办理（2026年版不再单列）。",
    ),
    Topic(
        e2014=19, e2026=18, title="支委会审查和上级党委预审", actors=(BRANCH, COMMITTEE),
        text=(
            "支委会对发展对象集体审查，合格后报具有审批权限的基层党委预审；党委审查条件和培养教育情况，"
            "根据需要听取执纪执法等部门意见，书面通知审查结果，向合格的发放入党志愿书。"
            "未来三个月内将离开工作、学习单位的，一般不办理。"
        ),
        text_2026=(
            "支委会对发展对象集体审查，合格后报具有审批权限的基层党委预审；党委审查条件和培养教育情况，书面通知审查结果，"
            "向合格的发放入党志愿书。未来三个月内将离开工作、学习单位的，一般不办理。"
        ),
    ),
    Topic(
        e2014=20, e2026=19, title="提交支部大会", actors=(BRANCH,),
        text="经预审合格的发展对象，由支委会提交支部大会讨论。有表决权的到会人数必须超过应到会有表决权人数的半数。",
        text_2026=(
            "经预审合格的发展对象，应当在一个月内由支委会提交支部大会讨论。"
            "有表决权的到会人数必须超过应到会有表决权人数的半数。"
        ),
    ),
    Topic(
        e2014=21, e2026=20, title="支部大会的程序和表决", actors=(BRANCH, SPONSOR), source=Source.NUMBER_INFERRED,
        text=(
            "发展对象汇报，介绍人介绍并表明意见，支委会报告审查情况，与会党员充分讨论并无记名投票。"
            "赞成人数超过应到会有表决权的正式党员的半数才能通过；因故不能到会、会前提出书面意见的统计在票数内。"
            "两个以上的人入党，必须逐个讨论和表决。"
        ),
    ),
    Topic(
        e2014=22, e2026=21, title="支部大会决议", actors=(BRANCH,), source=Source.NUMBER_INFERRED,
        text=(
            "及时将决议写入入党志愿书，连同申请书、政治审查和培养教育考察材料报上级党委审批。"
            "决议包括主要表现、应到和实到有表决权人数、表决结果、日期、支部书记签名。"
        ),
        text_2026=(
            "及时将决议写入入党志愿书，连同申请书、政治审查材料、培养考察登记表等报上级党委审批。"
            "决议包括主要表现、应到和实到有表决权人数、表决结果、日期、支部书记签名。"
        ),
    ),
    Topic(
        e2014=23, e2026=22, title="由谁审批", actors=(COMMITTEE,), source=Source.NUMBER_INFERRED,
        text=(
            "预备党员由党委（工委）审批。乡镇（街道）党委所辖的基层党委、党总支不能审批，但应当审议；"
            "临时党组织除另有规定外不能接收、审批；党组不能审批。"
        ),
        text_2026=(
            "预备党员由党委（工委）审批。乡镇（街道）党委所辖的基层党委、党总支不能审批，但应当审议；"
            "临时党组织除另有规定外不能接收、审批；党组不能审批，但要讨论决定发展党员工作的重要事项。"
        ),
    ),
    Topic(
        e2014=24, e2026=23, title="审批前谈话", actors=(COMMITTEE,), source=Source.NUMBER_INFERRED,
        text="审批前，党委指派党委委员或组织员同发展对象谈话，将谈话情况和意见写入入党志愿书并向党委汇报。",
    ),
    Topic(
        e2014=25, e2026=24, title="党委审批", actors=(COMMITTEE, BRANCH), source=Source.NUMBER_INFERRED,
        text=(
            "党委集体讨论和表决，审查条件和手续；审批意见写入入党志愿书，注明预备期起止，通知支部。支部通知本人，"
            "并在党员大会上宣布；未批准的，通知支部和本人。两个以上的人，逐个审议和表决。"
        ),
    ),
    Topic(
        e2014=26, e2026=25, title="审批期限和备案", actors=(COMMITTEE, DEPARTMENT), source=Source.NUMBER_INFERRED,
        text="对支部大会的决议应当在三个月内审批，并报上级党委组织部门备案；特殊情况可以延长，但不得超过六个月。",
    ),
    Topic(
        e2014=27, e2026=26, title="直接接收", actors=(COMMITTEE,), source=Source.NUMBER_INFERRED,
        text="特殊情况下，党的中央和省级委员会可以直接接收党员。",
    ),
    Topic(
        e2014=28, e2026=27, title="追认", actors=(COMMITTEE,), source=Source.NUMBER_INFERRED,
        text=(
            "为党和人民利益英勇献身、事迹突出、影响较大，生前一贯表现良好并提出过入党要求的，"
            "所在单位党组织讨论决定，经上级党委审查，由省级党委批准，可以追认。"
        ),
    ),
)  # fmt: skip

PROBATION = (
    Topic(
        e2014=29, e2026=28, title="编入支部和党小组", actors=(BRANCH,),
        text="及时将预备党员编入党支部和党小组，继续教育和考察。",
    ),
    Topic(
        e2014=30, e2026=29, title="入党宣誓", actors=(COMMITTEE, BRANCH, PERSON),
        text="预备党员必须面向党旗进行入党宣誓，由基层党委或支部（总支）组织。",
        text_2026=(
            "预备党员必须面向党旗进行入党宣誓，一般在批准后一个月内，由基层党委或支部（总支）组织，"
            "县级以上党委也可以集中组织。"
        ),
    ),
    Topic(
        e2014=31, e2026=30, title="继续教育考察", actors=(BRANCH, SPONSOR), source=Source.NUMBER_INFERRED,
        text="通过党的组织生活、听取汇报、个别谈心、集中培训、实践锻炼等方式，对预备党员进行教育和考察。",
        text_2026="通过党的组织生活、听取汇报、个别谈心、集中培训、实践锻炼、志愿服务等方式，对预备党员进行教育和考察。",
    ),
    Topic(
        e2014=32, e2026=31, title="预备期和三种结果", actors=(BRANCH, COMMITTEE),
        text=(
            "预备期为一年，从支部大会通过之日算起。期满，支部应当及时讨论能否转正：合格的按期转正；需要继续考察的延长一次，"
            "不少于半年、不超过一年；不合格的取消资格。三者都要经支部大会讨论通过和上级党委批准。"
        ),
    ),
    Topic(
        e2014=33, e2026=32, title="转正手续", actors=(PERSON, BRANCH, COMMITTEE),
        text=(
            "本人书面申请，党小组提出意见，支部征求党员和群众意见，支委会审查，支部大会讨论、表决，报上级党委审批。"
            "到会人数和表决要求与接收时相同。"
        ),
        text_2026=(
            "本人书面申请，支部征求党小组、党员和群众意见，支委会审查，支部大会讨论、表决，报上级党委审批。"
            "到会人数和表决要求与接收时相同。"
        ),
    ),
    Topic(
        e2014=34, e2026=33, title="转正审批", actors=(COMMITTEE, BRANCH), source=Source.NUMBER_INFERRED,
        text=(
            "党委应当在三个月内审批转正的决议，通知支部；支部书记同本人谈话，并在党员大会上宣布。"
            "党龄从预备期满转为正式党员之日算起。"
        ),
    ),
    Topic(
        e2014=35, e2026=34, title="预备党员的转移", actors=(PERSON, BRANCH, DEPARTMENT), source=Source.NUMBER_INFERRED,
        text=(
            "预备党员变动的，及时报告，原党组织介绍其教育考察情况。接收方严格审查入党材料，无法认定的不予承认，"
            "须报县级以上党委组织部门批准。"
        ),
    ),
    Topic(
        e2014=36, e2026=35, title="转入人员推迟讨论转正", actors=(BRANCH,), source=Source.NUMBER_INFERRED,
        text="转入的预备党员期满时，认为需要的可以推迟讨论转正，不超过六个月；转正的，转正时间自预备期满之日算起。",
    ),
    Topic(
        e2014=37, e2026=36, title="材料归档", actors=(BRANCH, COMMITTEE, DEPARTMENT),
        text=(
            "转正后，支部及时将志愿书、申请书、政治审查材料、转正申请书和培养教育考察材料交党委存入本人人事档案；"
            "没有人事档案的，建立党员档案，由党委或县级党委组织部门保存。"
        ),
        text_2026=(
            "转正后，支部及时将志愿书、申请书、政治审查材料、转正申请书、入党积极分子培养考察登记表、预备党员教育考察登记表"
            "交党委存入本人人事档案；没有人事档案的，建立党员档案，由党委或县级党委组织部门保存。有条件的建立电子档案。"
        ),
    ),
)  # fmt: skip

LEADERSHIP = (
    Topic(
        e2014=38, e2026=37, title="党委的领导和检查", actors=(COMMITTEE,), source=Source.RECALLED,
        pages=(INSPECTION,),
        text="各级党委把发展党员工作列入议事日程，纳入党建工作责任制和述职、巡视、党务公开内容，加强检查和指导。",
        text_2026=(
            "各级党委把发展党员工作列入议事日程，纳入党建工作责任制和书记述职、巡视巡察、党务公开内容；地方党委加强日常督查。"
            "重视青年、产业工人、农民、知识分子和一线、新领域人员。对具备条件而长期不发展党员的基层党组织，"
            "加强指导和检查，必要时组织整顿。"
        ),
    ),
    Topic(
        e2014=39, e2026=38, title="组织部门的报告和计划", actors=(DEPARTMENT,), source=Source.RECALLED,
        pages=(QUOTA,), lacking="每年向同级党委和上级组织部门的报告没有登记",
        text="组织部门每年向同级党委和上级组织部门报告发展党员工作情况和计划，及时反映带倾向性的问题和对违规的处理。",
    ),
    Topic(
        e2014=40, e2026=39, title="组织员", actors=(DEPARTMENT,), source=Source.RECALLED, pages=(TRAINING,),
        text="乡镇、街道、国有企业、高校等配备专职或兼职组织员；组织部门负责选配、管理和培训。",
    ),
    Topic(
        e2014=None, e2026=40, title="流动党员党组织", actors=(COMMITTEE, DEPARTMENT), pages=(ORGANIZATIONS,),
        text_2026="流动党员党组织按照规定开展发展党员工作（2014年版没有这一条）。",
    ),
    Topic(
        e2014=41, e2026=41, title="严肃查处违规行为", actors=(COMMITTEE, DEPARTMENT), source=Source.RECALLED,
        pages=(INSPECTION,),
        text=(
            "不坚持标准、不履行程序、超过审批时限、培养考察失职、审查把关不严、弄虚作假、为非党员出具证明的，严肃处理，"
            "典型案例及时通报。违规吸收入党的不予承认，并在支部大会上公布。"
        ),
        text_2026=(
            "不坚持标准、不履行程序、培养考察失职、审查把关不严、弄虚作假、为非党员出具证明的，不如实报告、伪造涂改档案、"
            "隐瞒严重问题的，严肃处理，典型案例及时通报。违规吸收入党的，先作甄别，不具备条件的不予承认，"
            "并在支部大会上公布。"
        ),
    ),
)  # fmt: skip

CLOSING = (
    Topic(
        e2014=42, e2026=42, title="志愿书和登记表", actors=(COMMITTEE, DEPARTMENT), source=Source.RECALLED,
        pages=(FORMS,),
        text="入党志愿书式样由中央组织部统一制定，省级组织部门按式样印制并管理。",
        text_2026=(
            "入党志愿书式样由中央组织部统一制定，省级组织部门按式样印制并管理；"
            "入党积极分子培养考察登记表、预备党员教育考察登记表式样也由中央组织部统一制定。"
        ),
    ),
    Topic(
        e2014=43, e2026=43, title="解释权", is_stated=True, source=Source.RECALLED, text="由中央组织部负责解释。",
    ),
    Topic(
        e2014=44, e2026=44, title="施行日期", is_stated=True, source=Source.RECALLED,
        text="自印发之日起施行，以前的试行文本废止。",
        text_2026="自发布之日（2026年5月11日）起施行。",
    ),
)  # fmt: skip
